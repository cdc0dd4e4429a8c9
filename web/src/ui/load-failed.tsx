import { t } from '../core/words';

export function LoadFailed({ error, onRetry }: { error: string | null; onRetry: () => void }) {
  return (
    <p class="error banner" role="alert">
      {error}{' '}
      <button type="button" class="quiet" onClick={onRetry}>
        {t('common.tryAgain')}
      </button>
    </p>
  );
}
