import { t } from '../core/words';

/** Why the last deed on a question did not work, next to it until dismissed or tried again. */
export function RowMessage({ message, onDismiss }: { message: string | undefined; onDismiss: () => void }) {
  if (!message) return null;
  return (
    <p class="error" role="alert">
      {message}{' '}
      <button type="button" class="quiet" onClick={onDismiss}>
        {t('common.dismiss')}
      </button>
    </p>
  );
}
