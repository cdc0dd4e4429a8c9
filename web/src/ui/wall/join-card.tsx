import type { Team } from '../../core/types';
import { t, type WordKey } from '../../core/words';

const at: Record<Team['state'], WordKey> = {
  open: 'wall.join.at',
  'vote-only': 'wall.join.at.voteOnly',
  closed: 'wall.join.at.closed',
};

/** How to get in, and for what: address, code and QR. Always on the wall, for those who come late. */
export function JoinCard({ team, origin, search }: { team: Team | null; origin: string; search: string }) {
  const host = origin.replace(/^https?:\/\//, '');
  if (!team)
    return (
      <aside class="join" aria-label={t('wall.join')} data-moves="join">
        <p class="join-words">
          <span class="label">{t('wall.join.at')}</span>
          <strong class="address">{`${host}/room${search}`}</strong>
        </p>
      </aside>
    );
  const code = team.joinCode;
  const half = Math.ceil(code.length / 2);
  return (
    <aside class="join" aria-label={t('wall.join')} data-moves="join">
      <img
        class="qr"
        src={`/join/${encodeURIComponent(code)}/qr.svg`}
        alt={t('wall.join.qr', { address: `${host}/j/${code}` })}
      />
      <p class="join-words">
        <span class="label">{t(at[team.state])}</span>
        <strong class="address">{host}</strong>
        <span class="label">{t('wall.join.code')}</span>
        <strong class="code">
          {/* two halves are easier to carry in the head; the text stays one word */}
          <span>{code.slice(0, half)}</span>
          <span>{code.slice(half)}</span>
        </strong>
      </p>
    </aside>
  );
}
