import type { Question } from '../core/types';
import { number, t } from '../core/words';
import { Icon } from './icons';

interface Props {
  question: Question;
  closed: boolean;
  onToggle: () => void;
}

/** A toggle: pressed means "my vote is in there". The count is part of its name. */
export function VoteButton({ question, closed, onToggle }: Props) {
  const { upvotes, isFrozen, status, viewer } = question;
  const disabled = closed || isFrozen || status !== 'OPEN';
  return (
    <button
      type="button"
      class="vote"
      aria-pressed={viewer?.upvoted ?? false}
      aria-label={t('room.upvote', { n: upvotes })}
      disabled={disabled}
      onClick={onToggle}
    >
      {!disabled && <Icon name="up" />}
      <span class="votes">{number(upvotes)}</span>
      {disabled && <span class="unit">{t('room.votes', { n: upvotes })}</span>}
    </button>
  );
}
