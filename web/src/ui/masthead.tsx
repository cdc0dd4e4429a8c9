import type { Snapshot } from '../core/store';
import type { Team } from '../core/types';

/** Where you are, and how many are here with you. */
export function Masthead({ view }: { view: Snapshot }) {
  const team = view.team && (view.state.teams.get(view.team.id) ?? view.team);
  const here = view.state.presence.get(team?.id ?? '');
  return (
    <header class="masthead">
      <p class="brand">Openfloor</p>
      <h1>{team?.name ?? 'Questions'}</h1>
      {team?.description && <p class="lede">{team.description}</p>}
      {here !== undefined && here > 1 && <p class="here">{here} people here</p>}
    </header>
  );
}

export function NoTeam({ teams, search }: { teams: readonly Team[]; search: string }) {
  return (
    <section class="no-team">
      <h2>There is no such room</h2>
      <p>{teams.length > 0 ? 'These are open:' : 'Ask the organisers for the right address.'}</p>
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
