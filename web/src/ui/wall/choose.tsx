import type { Team } from '../../core/types';
import { t } from '../../core/words';

interface Props {
  teams: readonly Team[];
  search: string;
  /** Whether the address names a room that there is not. */
  missing: boolean;
}

/** Which wall? */
export function Choose({ teams, search, missing }: Props) {
  const text = missing && teams.length === 0 ? 'wall.noTeam.none' : 'wall.choose.text';
  return (
    <main class="choose">
      <h1>{t(missing ? 'wall.noTeam' : 'wall.choose')}</h1>
      <p>{t(text)}</p>
      <ul>
        {teams.map((team) => (
          <li key={team.id}>
            <a href={`/wall/${encodeURIComponent(team.slug)}${search}`}>
              <strong dir="auto">{team.name}</strong>
              <span>
                {team.state !== 'open' &&
                  t(team.state === 'closed' ? 'wall.state.closed' : 'wall.state.voteOnly')}
              </span>
              <span class="code">{team.joinCode}</span>
            </a>
          </li>
        ))}
      </ul>
    </main>
  );
}
