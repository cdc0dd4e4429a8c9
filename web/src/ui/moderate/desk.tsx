import { useCallback, useMemo, useState } from 'preact/hooks';
import type { Deeds } from '../../core/deeds';
import { count, select, type Filter } from '../../core/selectors';
import { withMember, withoutMember } from '../../core/state';
import type { Snapshot } from '../../core/store';
import type { Status } from '../../core/types';
import { t, type WordKey } from '../../core/words';
import { QuestionList } from '../question-list';
import { Tabs } from '../tabs';
import { DeskRow } from './desk-row';
import { Toolbar, type Narrowing } from './toolbar';

type TabId = 'review' | 'live' | 'answered';

const statuses: Record<TabId, readonly Status[]> = {
  review: ['UNDER_REVIEW'],
  live: ['OPEN'],
  answered: ['ANSWERED'],
};
const labels: Record<TabId, WordKey> = {
  review: 'moderate.tab.review',
  live: 'moderate.tab.live',
  answered: 'moderate.tab.answered',
};
const nothing: Record<TabId, WordKey> = {
  review: 'moderate.empty.review',
  live: 'moderate.empty.live',
  answered: 'moderate.empty.answered',
};

/** The queue: what is open, what is answered and, where a team asks for it, what waits for review. */
export function Desk({ view, deeds }: { view: Snapshot; deeds: Deeds }) {
  const [tab, setTab] = useState<TabId>('live');
  const [narrow, setNarrow] = useState<Narrowing>({ teamId: '', text: '', sort: 'popular' });
  const [writing, keep] = useKept();
  const { questions, state, overlay, phase } = view;
  const filter = (id: TabId): Filter => ({
    statuses: statuses[id],
    text: narrow.text,
    ...(narrow.teamId ? { teamId: narrow.teamId } : {}),
  });
  const shown = useMemo(
    () => select(questions.values(), { ...filter(tab), kept: writing }, narrow.sort),
    [questions, tab, narrow, writing],
  );
  const reviews = count(questions.values(), filter('review'));
  const reviewed =
    reviews > 0 || tab === 'review' || [...state.teams.values()].some((team) => team.moderation !== 'off');
  const ids: TabId[] = reviewed ? ['review', 'live', 'answered'] : ['live', 'answered'];
  const tabs = ids.map((id) => ({ id, label: t(labels[id]), count: count(questions.values(), filter(id)) }));
  return (
    <>
      <Toolbar teams={[...state.teams.values()]} value={narrow} onChange={setNarrow} />
      <Tabs label={t('room.title')} tabs={tabs} current={tab} onChoose={setTab}>
        <QuestionList
          key={`${tab} ${narrow.teamId} ${narrow.sort} ${narrow.text}`}
          questions={shown}
          empty={phase === 'ready' ? t(nothing[tab]) : t('common.loading')}
          row={(question) => (
            <DeskRow
              key={question.id}
              question={question}
              message={overlay.messages.get(question.id)}
              tags={state.tags}
              team={question.teamId && !narrow.teamId ? state.teams.get(question.teamId) : undefined}
              deeds={deeds}
              onWriting={keep}
            />
          )}
        />
      </Tabs>
    </>
  );
}

/** The questions being answered: a row must not leave the tab under the hand that writes in it. */
function useKept() {
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set());
  const keep = useCallback(
    (id: string, on: boolean) => setKept((ids) => (on ? withMember(ids, id) : withoutMember(ids, id))),
    [],
  );
  return [kept, keep] as const;
}
