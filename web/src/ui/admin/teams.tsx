import { useState } from 'preact/hooks';
import type { House } from '../../core/house';
import type { Team } from '../../core/types';
import { t } from '../../core/words';
import { Remove } from './remove';
import { Sheets } from './sheets';
import { states, TeamForm } from './team-form';
import { useFocusBack } from './use-focus';

interface Props {
  house: House;
  teams: readonly Team[];
  origin: string;
  search: string;
}

export function Teams({ house, teams, origin, search }: Props) {
  /** The id of the team being changed, or '' for a new one. */
  const [editing, edit] = useState<string | null>(null);
  const [printing, print] = useState<readonly Team[]>([]);
  const close = () => edit(null);
  useFocusBack(editing);
  return (
    <>
      <div class="intro">
        <p>{t(teams.length > 0 ? 'admin.teams.text' : 'admin.teams.none')}</p>
        <div class="actions">
          {teams.length > 1 && (
            <button type="button" class="plain" onClick={() => print(teams)}>
              {t('admin.team.printAll')}
            </button>
          )}
          <button type="button" id="open-" class="primary" onClick={() => edit('')}>
            {t('admin.team.new')}
          </button>
        </div>
      </div>
      {editing === '' && <TeamForm save={(fields) => house.saveTeam(null, fields)} onDone={close} />}
      <ul class="things">
        {teams.map((team) =>
          editing === team.id ? (
            <li key={team.id}>
              <TeamForm team={team} save={(fields) => house.saveTeam(team.id, fields)} onDone={close} />
            </li>
          ) : (
            <TeamRow
              key={team.id}
              team={team}
              search={search}
              onEdit={() => edit(team.id)}
              onPrint={() => print([team])}
              remove={() => house.removeTeam(team.id)}
            />
          ),
        )}
      </ul>
      {printing.length > 0 && <Sheets teams={printing} origin={origin} onDone={() => print([])} />}
    </>
  );
}

interface RowProps {
  team: Team;
  search: string;
  onEdit: () => void;
  onPrint: () => void;
  remove: () => Promise<void>;
}

function TeamRow({ team, search, onEdit, onPrint, remove }: RowProps) {
  const slug = encodeURIComponent(team.slug);
  return (
    <li class="thing team">
      <div class="about">
        <h2 dir="auto">{team.name}</h2>
        {team.description && (
          <p class="hint" dir="auto">
            {team.description}
          </p>
        )}
        <p class="facts">
          <span class="fact code">
            <span class="unseen">{t('admin.team.code')} </span>
            {team.joinCode}
          </span>
          {team.state !== 'open' && <span class="badge">{t(states[team.state])}</span>}
          {team.moderation !== 'off' && <span class="badge">{t('admin.team.reviewed')}</span>}
          <a href={`/room/${slug}${search}`}>{t('admin.team.room')}</a>
          <a href={`/wall/${slug}${search}`}>{t('admin.team.wall')}</a>
        </p>
      </div>
      <div class="actions">
        <button
          type="button"
          id={`open-${team.id}`}
          class="plain"
          aria-label={`${t('admin.edit')}: ${team.name}`}
          onClick={onEdit}
        >
          {t('admin.edit')}
        </button>
        <button
          type="button"
          class="plain"
          aria-label={`${t('admin.team.print')}: ${team.name}`}
          onClick={onPrint}
        >
          {t('admin.team.print')}
        </button>
        <Remove kind="team" name={team.name} remove={remove} />
      </div>
    </li>
  );
}
