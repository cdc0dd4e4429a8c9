import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Deeds } from '../core/deeds';
import type { DraftKeeper } from '../core/draft';
import { count, select, type Filter } from '../core/selectors';
import type { Snapshot, Store } from '../core/store';
import type { Question, Status } from '../core/types';
import { t, type WordKey } from '../core/words';
import { AskBox } from './ask-box';
import { ConnectionBar } from './connection-bar';
import { LoadFailed } from './load-failed';
import { Masthead, NoTeam } from './masthead';
import { QuestionList } from './question-list';
import { RoomRow } from './room-row';
import { Tabs } from './tabs';
import { useStore } from './use-store';

type TabId = 'popular' | 'recent' | 'answered' | 'mine';

const everyStatus: readonly Status[] = ['OPEN', 'ANSWERED', 'UNDER_REVIEW', 'REJECTED', 'ARCHIVED'];
const nothing: Record<TabId, WordKey> = {
  popular: 'room.empty',
  recent: 'room.empty',
  answered: 'room.empty.answered',
  mine: 'room.empty.mine',
};

interface Props {
  store: Store;
  deeds: Deeds;
  keeper: DraftKeeper;
  search: string;
}

export function Room({ store, deeds, keeper, search }: Props) {
  const view = useStore(store);
  const { phase, team, error } = view;
  useEffect(() => {
    if (team) document.title = `${team.name} · Openfloor`;
  }, [team]);
  return (
    <>
      <Masthead view={view} />
      <main class="room">
        {phase === 'no-team' ? (
          <NoTeam teams={[...view.state.teams.values()]} search={search} />
        ) : (
          <>
            <section class="asking" aria-label={t('room.ask')}>
              <Asking view={view} deeds={deeds} keeper={keeper} />
            </section>
            <section class="questions" aria-label={t('room.title')}>
              {phase === 'failed' && <LoadFailed error={error} onRetry={() => store.start()} />}
              <Questions view={view} store={store} deeds={deeds} />
            </section>
          </>
        )}
      </main>
      <ConnectionBar {...view} />
    </>
  );
}

function Asking({ view, deeds, keeper }: { view: Snapshot; deeds: Deeds; keeper: DraftKeeper }) {
  const state = (view.team && view.state.teams.get(view.team.id)?.state) ?? 'open';
  if (state === 'closed') return <p class="banner">{t('room.closed')}</p>;
  if (state === 'vote-only') return <p class="banner">{t('room.voteOnly')}</p>;
  return <AskBox deeds={deeds} keeper={keeper} pending={view.overlay.asks.at(-1)} />;
}

function Questions({ view, store, deeds }: { view: Snapshot; store: Store; deeds: Deeds }) {
  const [tab, setTab] = useState<TabId>('popular');
  const { questions, team, overlay, phase } = view;
  const shown = useMemo(() => choose(questions.values(), tab), [questions, tab]);
  const closed = (team && view.state.teams.get(team.id)?.state === 'closed') ?? false;
  const open = (id: TabId) => {
    setTab(id);
    if (id === 'mine') void store.alsoRead(['UNDER_REVIEW', 'REJECTED']);
  };
  const tabs = [
    { id: 'popular' as const, label: t('room.tab.popular') },
    { id: 'recent' as const, label: t('room.tab.recent') },
    {
      id: 'answered' as const,
      label: t('room.tab.answered'),
      count: count(questions.values(), { statuses: ['ANSWERED'] }),
    },
    { id: 'mine' as const, label: t('room.tab.mine') },
  ];
  return (
    <Tabs label={t('room.title')} tabs={tabs} current={tab} onChoose={open}>
      <QuestionList
        key={tab}
        questions={shown}
        empty={phase === 'ready' ? t(nothing[tab]) : t('common.loading')}
        row={(question) => (
          <RoomRow
            key={question.id}
            question={question}
            message={overlay.messages.get(question.id)}
            closed={closed}
            deeds={deeds}
          />
        )}
      />
    </Tabs>
  );
}

/** Under Popular what still waits for an answer comes first; the answered sink below, not away. */
function choose(questions: Iterable<Question>, tab: TabId): Question[] {
  const filters: Record<TabId, Filter> = {
    popular: {},
    recent: {},
    answered: { statuses: ['ANSWERED'] },
    mine: { mine: true, statuses: everyStatus },
  };
  const sorted = select(questions, filters[tab], tab === 'popular' ? 'popular' : 'recent');
  if (tab !== 'popular') return sorted;
  return [...sorted.filter(waits), ...sorted.filter((question) => !waits(question))];
}

function waits(question: Question): boolean {
  return question.status === 'OPEN';
}
