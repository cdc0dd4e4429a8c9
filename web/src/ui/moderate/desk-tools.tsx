import { useState } from 'preact/hooks';
import type { Deeds } from '../../core/deeds';
import type { Question } from '../../core/types';
import { t } from '../../core/words';
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
        {t(status === 'ANSWERED' ? 'moderate.answer.edit' : 'moderate.answer')}
      </button>
      {status === 'ANSWERED' && (
        <button type="button" class="plain" onClick={() => void reopen()}>
          {t('moderate.reopen')}
        </button>
      )}
      <button type="button" class="plain" onClick={() => void pin()}>
        {t(isPinned ? 'moderate.unpin' : 'moderate.pin')}
      </button>
      <button type="button" class="plain" onClick={() => void freeze()}>
        {t(isFrozen ? 'moderate.unfreeze' : 'moderate.freeze')}
      </button>
      {onTag && (
        <button type="button" class="plain" onClick={onTag}>
          {t('moderate.tag.add')}
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
        {t('moderate.approve')}
      </button>
      <button type="button" class="plain" onClick={() => void decide('reject')}>
        {t('moderate.decline')}
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
        {t('moderate.delete')}
      </button>
      {asking && (
        <Confirm
          title={t('moderate.delete.title')}
          action={t('moderate.delete.action')}
          onConfirm={() => void deeds.remove(id)}
          onClose={() => setAsking(false)}
        >
          <p>{t('moderate.delete.text')}</p>
        </Confirm>
      )}
    </>
  );
}
