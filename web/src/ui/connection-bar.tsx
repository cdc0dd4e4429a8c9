import { useEffect, useState } from 'preact/hooks';
import type { Snapshot } from '../core/store';
import { t, type WordKey } from '../core/words';

/** Short breaks are nobody's business. */
const quiet = 2_000;
const long = 30_000;
const goodNews = 3_000;

interface Props extends Pick<Snapshot, 'phase' | 'error' | 'downSince' | 'caughtUp'> {
  /** What offline means for this page. */
  offline?: WordKey;
  onReconnect: () => void;
}

/** Says after two seconds that the page may be behind, later what can be done, and when it is over. */
export function ConnectionBar(props: Props) {
  const { phase, error, downSince, caughtUp, offline = 'common.offline', onReconnect } = props;
  const late = useReached(downSince, quiet);
  const veryLate = useReached(downSince, long);
  const old = useReached(useMoment(caughtUp), goodNews);
  const back = caughtUp !== null && !old;
  const down = late && phase === 'ready';
  return (
    <div class="connection">
      <div class="bar">
        <p role="status">
          {down && (navigator.onLine ? trouble(error, veryLate) : t(offline))}
          {back && t('common.back', { n: caughtUp })}
        </p>
        {down && veryLate && (
          <button type="button" class="quiet" onClick={onReconnect}>
            {t('common.reconnectNow')}
          </button>
        )}
      </div>
    </div>
  );
}

function trouble(error: string | null, veryLate: boolean): string {
  return error ?? t(veryLate ? 'common.stillDown' : 'common.reconnecting');
}

/** Whether `ms` have passed since a moment. */
function useReached(since: number | null, ms: number): boolean {
  const [reached, reach] = useState<number | null>(null);
  useEffect(() => {
    if (since === null) return undefined;
    const timer = setTimeout(() => reach(since), since + ms - Date.now());
    return () => clearTimeout(timer);
  }, [since]);
  return since !== null && reached === since;
}

/** When a value came. */
function useMoment(value: number | null): number | null {
  const [moment, setMoment] = useState<number | null>(null);
  useEffect(() => setMoment(value === null ? null : Date.now()), [value]);
  return moment;
}
