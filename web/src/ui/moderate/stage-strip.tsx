import type { Snapshot } from '../../core/store';
import type { Question, Team } from '../../core/types';
import { number, t } from '../../core/words';
import { useDesk } from './desk-context';
import { DeskIcon } from './desk-icon';
import { focusNear } from './use-cursor';

interface Props {
  view: Snapshot;
  /** Whose stages to show. */
  teams: readonly Team[];
}

/** What is being answered right now, wherever the list stands. */
export function StageStrip({ view, teams }: Props) {
  const staged = teams.flatMap((team) => {
    const question = view.questions.get(team.stageQuestionId ?? '');
    return question ? [{ team, question }] : [];
  });
  return (
    <div class="stages">
      {staged.map(({ team, question }) => (
        <Stage key={team.id} team={team} question={question} named={teams.length > 1} />
      ))}
    </div>
  );
}

function Stage({ team, question, named }: { team: Team; question: Question; named: boolean }) {
  const { moderation, can } = useDesk();
  const end = () => {
    // The button goes; next to it are fields that would take the next key for a letter.
    focusNear(question.id);
    void moderation.stage(team, null);
  };
  return (
    <section class="stage" aria-label={t('moderate.stage')}>
      <p class="on-stage">
        <DeskIcon name="stage" />
        <strong>{t('moderate.stage')}</strong>
        {named && <span class="stage-team">{team.name}</span>}
        <span class="stage-votes">
          {number(question.upvotes)} {t('room.votes', { n: question.upvotes })}
        </span>
      </p>
      <p class="stage-words" dir="auto">
        {question.body}
      </p>
      {can('stage') && (
        <button type="button" class="plain" onClick={end}>
          {t('moderate.stage.end')}
        </button>
      )}
    </section>
  );
}
