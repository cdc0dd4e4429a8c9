import type { Ref } from 'preact';
import type { Snapshot } from '../../core/store';
import type { Team } from '../../core/types';
import { t } from '../../core/words';
import { DeskIcon } from './desk-icon';
import { StageStrip } from './stage-strip';
import { TeamLinks, TeamSwitches, TeamTold } from './team-bar';
import { Toolbar, type Narrowing } from './toolbar';

interface Props {
  view: Snapshot;
  teams: readonly Team[];
  team: Team | undefined;
  narrow: Narrowing;
  keys: boolean;
  /** The page's own query. */
  search: string;
  /** Whether the room's switches are theirs. */
  switched: boolean;
  unfolded: boolean;
  field: Ref<HTMLInputElement>;
  onTeam: (id: string) => void;
  onNarrow: (narrow: Narrowing) => void;
  onUnfold: (unfolded: boolean) => void;
}

/** What stands beside the list, or above it: what narrows it, the room and its stage. */
export function Side(props: Props) {
  const { view, teams, team, narrow, keys, search, switched, unfolded, field } = props;
  return (
    <div class="side">
      <div class={unfolded ? 'bars unfolded' : 'bars'}>
        <Toolbar
          {...{ teams, team, keys }}
          value={narrow}
          search={field}
          onTeam={props.onTeam}
          onChange={props.onNarrow}
        />
        <More open={unfolded} onOpen={props.onUnfold} />
        <TeamLinks team={team} search={search} />
        {team && switched && <TeamSwitches team={team} />}
        {team && <TeamTold team={team} switched={switched} />}
      </div>
      <StageStrip view={view} teams={team ? [team] : teams} />
    </div>
  );
}

/** On a phone, unfolds what elsewhere has its place. */
function More({ open, onOpen }: { open: boolean; onOpen: (open: boolean) => void }) {
  return (
    <button
      type="button"
      class="plain bars-more"
      aria-expanded={open}
      aria-label={t(open ? 'moderate.less' : 'moderate.more')}
      onClick={() => onOpen(!open)}
    >
      <DeskIcon name="more" />
    </button>
  );
}
