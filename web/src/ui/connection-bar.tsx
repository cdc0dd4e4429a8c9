import { useEffect, useState } from 'preact/hooks';
import type { Snapshot } from '../core/store';
import { t } from '../core/words';

/** Short breaks are nobody's business. */
const quiet = 2_000;

/** Says after two seconds that the page may be behind, and nothing while all is well. */
export function ConnectionBar({ stream, phase, error }: Pick<Snapshot, 'stream' | 'phase' | 'error'>) {
  const well = stream === 'live' || stream === 'polling' || phase !== 'ready';
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (well) return setLate(false);
    const timer = setTimeout(() => setLate(true), quiet);
    return () => clearTimeout(timer);
  }, [well]);
  return (
    <div class="connection" role="status">
      {late && !well && <p>{error ?? t('common.reconnecting')}</p>}
    </div>
  );
}
