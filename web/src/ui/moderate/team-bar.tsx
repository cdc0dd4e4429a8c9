import type { Team } from '../../core/types';
import { t, type WordKey } from '../../core/words';
import { useDesk } from './desk-context';
import { DeskIcon } from './desk-icon';

const states: Record<Team['state'], WordKey> = {
  open: 'moderate.state.open',
  'vote-only': 'moderate.state.voteOnly',
  closed: 'moderate.state.closed',
};

/** The screens the audience sees, of the team the desk is narrowed to. */
export function TeamLinks({ team, search }: { team: Team | undefined; search: string }) {
  const query = tenantOf(search);
  const slug = team ? `/${encodeURIComponent(team.slug)}` : '';
  return (
    <nav class="team-links" aria-label={t('moderate.links')}>
      <OutLink href={`/room${slug}${query}`} name={t('moderate.link.room')} />
      <OutLink href={`/wall${slug}${query}`} name={t('moderate.link.wall')} />
    </nav>
  );
}

/** What holds in the room, for those who may not say so; `switched` has the switches too. */
export function TeamTold({ team, switched }: { team: Team; switched: boolean }) {
  const { state, moderation } = team;
  const more: WordKey = `moderate.told.${state === 'open' ? moderation : state}`;
  return (
    <p class={switched ? 'told switched' : 'told'}>
      <strong>{t(states[state])}</strong> · {t(more)}
      {!switched && <span class="told-who"> {t('moderate.told.who')}</span>}
    </p>
  );
}

/** How the team takes questions, one touch away for those who may say so. */
export function TeamSwitches({ team }: { team: Team }) {
  const { moderation } = useDesk();
  const reviews = team.moderation !== 'off';
  return (
    <div class="team-bar">
      <label class="switch" title={t('moderate.review.hint')}>
        <input
          type="checkbox"
          role="switch"
          aria-checked={reviews}
          checked={reviews}
          onChange={() => void moderation.setTeam(team, { moderation: reviews ? 'off' : 'all' })}
        />
        {t('moderate.review.switch')}
      </label>
      <fieldset class="segments">
        <legend class="unseen">{t('moderate.state')}</legend>
        {(Object.keys(states) as Team['state'][]).map((state) => (
          <button
            type="button"
            key={state}
            aria-pressed={team.state === state}
            onClick={() => team.state !== state && void moderation.setTeam(team, { state })}
          >
            {t(states[state])}
          </button>
        ))}
      </fieldset>
    </div>
  );
}

function OutLink({ href, name }: { href: string; name: string }) {
  return (
    <a href={href} target="_blank" rel="noopener" aria-label={t('moderate.link.newTab', { name })}>
      {name}
      <DeskIcon name="out" />
    </a>
  );
}

function tenantOf(search: string): string {
  const tenantId = new URLSearchParams(search).get('tenantId');
  return tenantId ? `?${new URLSearchParams({ tenantId }).toString()}` : '';
}
