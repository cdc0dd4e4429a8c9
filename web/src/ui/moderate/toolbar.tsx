import type { Ref } from 'preact';
import type { Sort } from '../../core/selectors';
import type { Team } from '../../core/types';
import { t } from '../../core/words';
import { tip } from './desk-context';

export interface Narrowing {
  text: string;
  sort: Sort;
}

interface Props {
  teams: readonly Team[];
  /** The chosen one; none is all of them. */
  team: Team | undefined;
  value: Narrowing;
  keys: boolean;
  search: Ref<HTMLInputElement>;
  onTeam: (id: string) => void;
  onChange: (value: Narrowing) => void;
}

/**
 * Which questions, in which order. Each choice says itself what it is; its label is for those who hear it.
 * On a phone the first stays and the others fold away, but for a search that hides something.
 */
export function Toolbar({ teams, team, value, keys, search, onTeam, onChange }: Props) {
  return (
    <form
      class="toolbar"
      role="search"
      aria-label={t('moderate.narrow')}
      onSubmit={(event) => event.preventDefault()}
    >
      {teams.length > 1 && (
        <label class="field teams">
          <span class="unseen">{t('moderate.team')}</span>
          <select value={team?.id ?? ''} onChange={(event) => onTeam(event.currentTarget.value)}>
            <option value="">{t('moderate.team.all')}</option>
            {teams.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <label class={teams.length > 1 ? 'field folds' : 'field'}>
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
      <label class={value.text ? 'field grow' : 'field grow folds'}>
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
