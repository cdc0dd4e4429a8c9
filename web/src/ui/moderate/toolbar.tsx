import type { Ref } from 'preact';
import type { Sort } from '../../core/selectors';
import type { Team } from '../../core/types';
import { t } from '../../core/words';
import { tip } from './desk-context';

export interface Narrowing {
  teamId: string;
  text: string;
  sort: Sort;
}

interface Props {
  teams: readonly Team[];
  value: Narrowing;
  keys: boolean;
  search: Ref<HTMLInputElement>;
  onChange: (value: Narrowing) => void;
}

/** Which questions, in which order. Each choice says itself what it is; its label is for those who hear it. */
export function Toolbar({ teams, value, keys, search, onChange }: Props) {
  return (
    <form
      class="toolbar"
      role="search"
      aria-label={t('moderate.narrow')}
      onSubmit={(event) => event.preventDefault()}
    >
      {teams.length > 1 && (
        <label class="field">
          <span class="unseen">{t('moderate.team')}</span>
          <select
            value={value.teamId}
            onChange={(event) => onChange({ ...value, teamId: event.currentTarget.value })}
          >
            <option value="">{t('moderate.team.all')}</option>
            {teams.map((team) => (
              <option key={team.id} value={team.id}>
                {team.name}
              </option>
            ))}
          </select>
        </label>
      )}
      <label class="field">
        <span class="unseen">{t('moderate.order')}</span>
        <select
          value={value.sort}
          onChange={(event) =>
            onChange({ ...value, sort: event.currentTarget.value === 'recent' ? 'recent' : 'popular' })
          }
        >
          <option value="popular">{t('moderate.order.popular')}</option>
          <option value="recent">{t('moderate.order.recent')}</option>
        </select>
      </label>
      <label class="field grow">
        <span class="unseen">{t('moderate.search')}</span>
        <input
          type="search"
          ref={search}
          placeholder={t('moderate.search.placeholder')}
          value={value.text}
          onInput={(event) => onChange({ ...value, text: event.currentTarget.value })}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
          {...tip(t('moderate.search'), 'search', keys)}
        />
      </label>
    </form>
  );
}
