export function LoadFailed({ error, onRetry }: { error: string | null; onRetry: () => void }) {
  return (
    <p class="error banner" role="alert">
      {error}{' '}
      <button type="button" class="quiet" onClick={onRetry}>
        Try again
      </button>
    </p>
  );
}
