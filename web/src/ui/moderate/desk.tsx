import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Deeds } from '../../core/deeds';
import type { Moderation } from '../../core/moderation';
import { count, select, type Filter } from '../../core/selectors';
import type { Snapshot } from '../../core/store';
import type { Me, Status } from '../../core/types';
import { number, t, type WordKey } from '../../core/words';
import { Tabs } from '../tabs';
import { DeskProvider, rights, type DeskTools } from './desk-context';
import { DeskList } from './desk-list';
import { Side } from './side';
import type { Narrowing } from './toolbar';
import { useEditors } from './use-editors';
import { useTeam } from './use-team';

type TabId = 'review' | 'live' | 'answered' | 'hidden';

const kinds: Record<TabId, { statuses: readonly Status[]; label: WordKey; empty: WordKey }> = {
  review: { statuses: ['UNDER_REVIEW'], label: 'moderate.tab.review', empty: 'moderate.empty.review' },
  live: { statuses: ['OPEN'], label: 'moderate.tab.live', empty: 'moderate.empty.live' },
  answered: { statuses: ['ANSWERED'], label: 'moderate.tab.answered', empty: 'moderate.empty.answered' },
  hidden: {
    statuses: ['ARCHIVED', 'REJECTED'],
    label: 'moderate.tab.hidden',
    empty: 'moderate.empty.hidden',
  },
};
const tabIds = Object.keys(kinds) as TabId[];

interface Props {
  view: Snapshot;
  deeds: Deeds;
  moderation: Moderation;
  me: Me;
  keys: boolean;
  search: string;
  onHelp: () => void;
}

/** The moderator's desk: what waits for review, what is live, answered and hidden. */
export function Desk({ view, deeds, moderation, me, keys, search, onHelp }: Props) {
  const [tab, setTab] = useState<TabId>('live');
  const [narrow, setNarrow] = useState<Narrowing>({ text: '', sort: 'popular' });
  const [unfolded, unfold] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const { editors, drafts, open, kept } = useEditors(tab);
  const tools = useMemo<DeskTools>(
    () => ({ deeds, moderation, can: rights(me), keys, open, drafts }),
    [deeds, moderation, me, keys, open, drafts],
  );
  const { questions, state, whole } = view;
  const teams = [...state.teams.values()];
  const { team: chosen, choose } = useTeam(teams);
  // Where there is but one, that is it; what was asked of no team shows all the same.
  const team = teams.length === 1 ? teams[0] : chosen;
  const teamId = teams.length > 1 ? chosen?.id : undefined;
  const switched = me.permissions.includes('teams');
  const filter = (id: TabId): Filter => ({
    statuses: kinds[id].statuses,
    text: narrow.text,
    ...(teamId ? { teamId } : {}),
  });
  const shown = useMemo(
    () => select(questions.values(), { ...filter(tab), kept }, narrow.sort),
    [questions, tab, narrow, teamId, kept],
  );
  const tabs = tabIds.map((id) => ({
    id,
    label: t(kinds[id].label),
    count: count(questions.values(), filter(id)),
  }));
  useTitle(tabs[0]?.count ?? 0);
  const empty = t(narrow.text ? 'moderate.empty.search' : kinds[tab].empty);
  return (
    <DeskProvider value={tools}>
      <div class="board">
        <Side
          {...{ view, teams, team, narrow, keys, search, switched, unfolded, field }}
          onTeam={choose}
          onNarrow={setNarrow}
          onUnfold={unfold}
        />
        <div class="lists">
          <Tabs label={t('room.title')} tabs={tabs} current={tab} onChoose={setTab}>
            <DeskList
              key={`${tab} ${teamId ?? ''} ${narrow.sort}`}
              about={narrow.text}
              view={view}
              questions={shown}
              editors={editors}
              namesTeam={!team}
              empty={whole ? empty : (view.error ?? t('common.loading'))}
              around={{ onSearch: () => goTo(field.current, () => unfold(true)), onHelp }}
            />
          </Tabs>
        </div>
      </div>
    </DeskProvider>
  );
}

/** What waits is told in the browser's tab too. */
function useTitle(waiting: number): void {
  useEffect(() => {
    document.title = `${waiting > 0 ? `(${number(waiting)}) ` : ''}${t('moderate.title')} · Openfloor`;
  }, [waiting]);
}

/** To the field, which may be folded away. */
function goTo(field: HTMLInputElement | null, unfold: () => void): void {
  const go = () => {
    field?.focus();
    field?.select();
  };
  unfold();
  go();
  if (document.activeElement !== field) setTimeout(go);
}
