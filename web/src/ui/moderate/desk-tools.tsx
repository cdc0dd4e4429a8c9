import { useState } from 'preact/hooks';
import type { Deeds } from '../../core/deeds';
import type { Question } from '../../core/types';
import { Confirm } from '../confirm';

interface Props {
  question: Question;
  deeds: Deeds;
  onAnswer: () => void;
  /** Absent while the tag field is open. */
  onTag: (() => void) | undefined;
}

/** What can be done to a question as it stands; each button says what it will do. */
export function DeskTools({ question, deeds, onAnswer, onTag }: Props) {
  const { id, status, isPinned, isFrozen } = question;
  if (status === 'UNDER_REVIEW') return <ReviewTools id={id} deeds={deeds} />;
  const reopen = () =>
    deeds.attempt(id, 'DELETE', '/answer', undefined, { status: 'OPEN', responseText: null });
  const pin = () =>
    deeds.attempt(id, isPinned ? 'DELETE' : 'POST', '/pin', undefined, { isPinned: !isPinned });
  const freeze = () =>
    deeds.attempt(id, isFrozen ? 'DELETE' : 'POST', '/freeze', undefined, { isFrozen: !isFrozen });
  return (
    <div class="actions">
      <button type="button" class="tonal" disabled={isFrozen} onClick={onAnswer}>
        {status === 'ANSWERED' ? 'Edit answer' : 'Answer'}
      </button>
      {status === 'ANSWERED' && (
        <button type="button" class="plain" onClick={() => void reopen()}>
          Reopen
        </button>
      )}
      <button type="button" class="plain" onClick={() => void pin()}>
        {isPinned ? 'Unpin' : 'Pin'}
      </button>
      <button type="button" class="plain" onClick={() => void freeze()}>
        {isFrozen ? 'Unfreeze' : 'Freeze'}
      </button>
      {onTag && (
        <button type="button" class="plain" onClick={onTag}>
          Add tag
        </button>
      )}
      <DeleteButton id={id} deeds={deeds} />
    </div>
  );
}

function ReviewTools({ id, deeds }: { id: string; deeds: Deeds }) {
  const decide = (decision: 'approve' | 'reject') =>
    deeds.attempt(
      id,
      'POST',
      '/review',
      { decision },
      { status: decision === 'approve' ? 'OPEN' : 'REJECTED' },
    );
  return (
    <div class="actions">
      <button type="button" class="tonal" onClick={() => void decide('approve')}>
        Approve
      </button>
      <button type="button" class="plain" onClick={() => void decide('reject')}>
        Decline
      </button>
      <DeleteButton id={id} deeds={deeds} />
    </div>
  );
}

function DeleteButton({ id, deeds }: { id: string; deeds: Deeds }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button type="button" class="plain danger-text" onClick={() => setAsking(true)}>
        Delete
      </button>
      {asking && (
        <Confirm
          title="Delete this question?"
          action="Delete question"
          onConfirm={() => void deeds.remove(id)}
          onClose={() => setAsking(false)}
        >
          <p>It disappears for everyone, with its votes and its answer. This cannot be undone.</p>
        </Confirm>
      )}
    </>
  );
}
