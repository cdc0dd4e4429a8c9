import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Deeds } from '../core/deeds';
import type { Overlay } from '../core/overlay';
import { count, select, type Filter } from '../core/selectors';
import type { Snapshot, Store } from '../core/store';
import type { Toasts } from '../core/toasts';
import type { Question, Status } from '../core/types';
import { t } from '../core/words';
import type { Finding } from './finder';
import { Icon } from './icons';
import { Finder, Linked } from './late';
import { marked } from './marks';
import { QuestionList } from './question-list';
import { RoomRow } from './room-row';
import { Tabs } from './tabs';
import { useWithdraw } from './use-withdraw';

type TabId = 'popular' | 'recent' | 'answered' | 'mine';

const everyStatus: readonly Status[] = ['OPEN', 'ANSWERED', 'UNDER_REVIEW', 'REJECTED', 'ARCHIVED'];
const filters: Record<TabId, Filter> = {
  popular: {},
  recent: {},
  answered: { statuses: ['ANSWERED'] },
  mine: { mine: true, statuses: everyStatus },
};
const everything: Finding = { text: '', tagId: undefined };

interface Props {
  view: Snapshot;
  store: Store;
  deeds: Deeds;
  toasts: Promise<Toasts>;
  /** The id of the question being answered. */
  staged: string | undefined;
}

export function RoomQuestions({ view, store, deeds, toasts, staged }: Props) {
  const { questions, team, overlay, phase, whole } = view;
  const [tab, setTab] = useState<TabId>('popular');
  const [finding, find] = useState<Finding | null>(null);
  const { withdrawn, withdraw } = useWithdraw(deeds, toasts);
  const [linked, link] = useState<string>();
  const { text, tagId } = finding ?? everything;
  const shown = useMemo(
    () => choose(questions.values(), tab, { text, ...(tagId ? { tagId } : {}) }, withdrawn),
    [questions, tab, text, tagId, withdrawn],
  );
  // Who has asked here may have questions that no list shows: they want to hear what becomes of them.
  const asksHere = tab === 'mine' || marked('asked');
  useEffect(() => {
    if (asksHere && phase === 'ready') void store.alsoRead(['UNDER_REVIEW', 'REJECTED']);
  }, [asksHere, phase]);
  const closed = (team && view.state.teams.get(team.id)?.state === 'closed') ?? false;
  const about = text || tagId ? 'found' : tab;
  return (
    <Tabs
      label={t('room.title')}
      tabs={tabsOf(questions)}
      current={tab}
      onChoose={setTab}
      tools={<FindButton on={finding !== null} onToggle={() => find(finding ? null : everything)} />}
    >
      <Linked questions={questions} onLink={link} />
      {finding && <Finder value={finding} questions={questions.values()} onChange={find} />}
      <QuestionList
        key={tab}
        about={`${tagId} ${text}`}
        questions={shown}
        empty={whole ? t(`room.empty.${about}`) : (view.error ?? t('common.loading'))}
        leaves={isOwn}
        wanted={linked}
        row={(question, gone) => (
          <RoomRow
            key={question.id}
            question={question}
            message={overlay.messages.get(question.id)}
            closed={closed}
            staged={question.id === staged}
            queued={isQueued(overlay, question.id)}
            gone={gone}
            deeds={deeds}
            onWithdraw={(id, byKey) => void withdraw(id, byKey)}
            onTag={(id) => find({ text: '', tagId: id })}
          />
        )}
      />
    </Tabs>
  );
}

function FindButton({ on, onToggle }: { on: boolean; onToggle: () => void }) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-expanded={on}
      aria-label={t('room.search')}
      title={t('room.search')}
      onClick={onToggle}
    >
      <Icon name={on ? 'cross' : 'search'} />
    </button>
  );
}

function tabsOf(questions: ReadonlyMap<string, Question>) {
  const counts: Partial<Record<TabId, number>> = {
    answered: count(questions.values(), filters.answered),
    mine: count(questions.values(), filters.mine) || undefined,
  };
  return (Object.keys(filters) as TabId[]).map((id) => ({
    id,
    label: t(`room.tab.${id}`),
    count: counts[id],
  }));
}

/** Under Popular what still waits for an answer comes first; the answered sink below, not away. */
function choose(
  questions: Iterable<Question>,
  tab: TabId,
  narrow: Filter,
  withdrawn: ReadonlySet<string>,
): Question[] {
  const sorted = select(questions, { ...filters[tab], ...narrow }, tab === 'mine' ? 'recent' : tab);
  const left = sorted.filter(({ id }) => !withdrawn.has(id));
  if (tab !== 'popular') return left;
  return [...left.filter(waits), ...left.filter((question) => !waits(question))];
}

function waits(question: Question): boolean {
  return question.status === 'OPEN';
}

function isQueued({ deeds }: Overlay, id: string): boolean {
  const vote = deeds.get(`vote:${id}`);
  return vote?.kind === 'vote' && vote.queued === true;
}

function isOwn(question: Question): boolean {
  return question.viewer?.own ?? false;
}
