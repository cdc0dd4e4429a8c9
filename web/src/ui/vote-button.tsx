import type { Question } from '../core/types';
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
      aria-label={`Upvote, ${upvotes} ${upvotes === 1 ? 'vote' : 'votes'}`}
      disabled={disabled}
      onClick={onToggle}
    >
      {!disabled && <Icon name="up" />}
      <span class="votes">{upvotes}</span>
      {disabled && <span class="unit">{upvotes === 1 ? 'vote' : 'votes'}</span>}
    </button>
  );
}
