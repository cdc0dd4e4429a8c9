import { useEffect, useState } from 'preact/hooks';
import type { Snapshot } from '../../core/store';
import { t } from '../../core/words';

/** Short breaks are nobody's business. */
const quiet = 2_000;

/** A small mark while the wall may be behind; what it shows stays. */
export function Away({ stream, phase }: Pick<Snapshot, 'stream' | 'phase'>) {
  const well = stream === 'live' || stream === 'polling' || phase === 'loading';
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (well) return setLate(false);
    const timer = setTimeout(() => setLate(true), quiet);
    return () => clearTimeout(timer);
  }, [well]);
  return (
    <span class="away" role="status">
      {late && !well && t('wall.away')}
    </span>
  );
}
