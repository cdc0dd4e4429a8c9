import type { Snapshot } from '../core/store';
import type { Team } from '../core/types';
import { t } from '../core/words';

/** Where you are, and how many are here with you. */
export function Masthead({ view }: { view: Snapshot }) {
  const team = view.team && (view.state.teams.get(view.team.id) ?? view.team);
  const here = view.state.presence.get(team?.id ?? '');
  return (
    <header class="masthead">
      <p class="brand">Openfloor</p>
      <h1>{team?.name ?? t('room.title')}</h1>
      {team?.description && <p class="lede">{team.description}</p>}
      {here !== undefined && here > 1 && <p class="here">{t('room.here', { n: here })}</p>}
    </header>
  );
}

export function NoTeam({ teams, search }: { teams: readonly Team[]; search: string }) {
  return (
    <section class="no-team">
      <h2>{t('room.noTeam')}</h2>
      <p>{t(teams.length > 0 ? 'room.noTeam.some' : 'room.noTeam.none')}</p>
      <ul>
        {teams.map((team) => (
          <li key={team.id}>
            <a href={`/room/${encodeURIComponent(team.slug)}${search}`}>{team.name}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}
