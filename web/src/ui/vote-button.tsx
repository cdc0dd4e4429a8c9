import { useRef } from 'preact/hooks';
import type { Question } from '../core/types';
import { number, t, type WordKey } from '../core/words';
import { Icon } from './icons';
import { play, tick, useChange } from './motion';

interface Props {
  question: Question;
  closed: boolean;
  onToggle: () => void;
}

/** A toggle: pressed means "my vote is in there". The count is part of its name, and why it is off too. */
export function VoteButton({ question, closed, onToggle }: Props) {
  const { upvotes, viewer } = question;
  const upvoted = viewer?.upvoted ?? false;
  const count = useRef<HTMLSpanElement>(null);
  useChange(upvotes, (before) => play(count.current, tick(upvotes > before), 240));
  const off = refusal(question, closed);
  const name = t('room.upvote', { n: upvotes });
  return (
    <button
      type="button"
      class="vote"
      aria-pressed={upvoted}
      aria-label={off ? `${name}. ${t(off)}` : name}
      aria-disabled={off !== null}
      onClick={() => off === null && onToggle()}
    >
      {!off && <Icon name={upvoted ? 'check' : 'up'} />}
      <span class="votes" ref={count}>
        {number(upvotes)}
      </span>{' '}
      {off && <span class="unit">{t('room.votes', { n: upvotes })}</span>}
    </button>
  );
}

function refusal({ status, isFrozen }: Question, closed: boolean): WordKey | null {
  if (closed) return 'common.error.team_closed';
  if (status === 'OPEN') return isFrozen ? 'common.error.question_frozen' : null;
  return `common.error.question_${status.toLowerCase() as Lowercase<typeof status>}`;
}
