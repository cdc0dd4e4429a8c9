import type { Team } from '../core/types';
import { t } from '../core/words';

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
