import type { Sort } from '../../core/selectors';
import type { Team } from '../../core/types';
import { t } from '../../core/words';

export interface Narrowing {
  teamId: string;
  text: string;
  sort: Sort;
}

interface Props {
  teams: readonly Team[];
  value: Narrowing;
  onChange: (value: Narrowing) => void;
}

export function Toolbar({ teams, value, onChange }: Props) {
  return (
    <form
      class="toolbar"
      role="search"
      aria-label={t('moderate.narrow')}
      onSubmit={(event) => event.preventDefault()}
    >
      {teams.length > 0 && (
        <label class="field">
          <span>{t('moderate.team')}</span>
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
        <span>{t('moderate.order')}</span>
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
        <span>{t('moderate.search')}</span>
        <input
          type="search"
          placeholder={t('moderate.search.placeholder')}
          value={value.text}
          onInput={(event) => onChange({ ...value, text: event.currentTarget.value })}
        />
      </label>
    </form>
  );
}
