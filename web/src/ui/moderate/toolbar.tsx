import type { Sort } from '../../core/selectors';
import type { Team } from '../../core/types';

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
      aria-label="Narrow the list"
      onSubmit={(event) => event.preventDefault()}
    >
      {teams.length > 0 && (
        <label class="field">
          <span>Team</span>
          <select
            value={value.teamId}
            onChange={(event) => onChange({ ...value, teamId: event.currentTarget.value })}
          >
            <option value="">All teams</option>
            {teams.map((team) => (
              <option key={team.id} value={team.id}>
                {team.name}
              </option>
            ))}
          </select>
        </label>
      )}
      <label class="field">
        <span>Order</span>
        <select
          value={value.sort}
          onChange={(event) =>
            onChange({ ...value, sort: event.currentTarget.value === 'recent' ? 'recent' : 'popular' })
          }
        >
          <option value="popular">Most votes</option>
          <option value="recent">Newest</option>
        </select>
      </label>
      <label class="field grow">
        <span>Search</span>
        <input
          type="search"
          placeholder="Words in questions and answers"
          value={value.text}
          onInput={(event) => onChange({ ...value, text: event.currentTarget.value })}
        />
      </label>
    </form>
  );
}
