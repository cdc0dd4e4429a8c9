import { useEffect, useState } from 'preact/hooks';
import type { Snapshot } from '../core/store';
import { t } from '../core/words';

/** Short breaks are nobody's business. */
const quiet = 2_000;
const long = 30_000;
const goodNews = 3_000;

interface Props extends Pick<Snapshot, 'stream' | 'phase' | 'error'> {
  /** How many events the last reconnection brought. */
  caughtUp?: number | null;
  onReconnect?: () => void;
}

type Stage = 'well' | 'late' | 'long' | 'back';

/** Says after two seconds that the page may be behind, later what can be done, and when it is over. */
export function ConnectionBar({ stream, phase, error, caughtUp, onReconnect }: Props) {
  const well = stream === 'live' || stream === 'polling' || phase !== 'ready';
  const [stage, setStage] = useState<Stage>('well');
  useEffect(() => {
    if (well) setStage((was) => (was === 'well' ? 'well' : 'back'));
    const steps = well
      ? [setTimeout(() => setStage('well'), goodNews)]
      : [setTimeout(() => setStage('late'), quiet), setTimeout(() => setStage('long'), long)];
    return () => steps.forEach(clearTimeout);
  }, [well]);
  const down = stage === 'late' || stage === 'long';
  return (
    <div class="connection">
      <div class="bar">
        <p role="status">
          {down && trouble(error, stage)}
          {stage === 'back' && t('common.back', { n: caughtUp ?? 0 })}
        </p>
        {stage === 'long' && onReconnect && (
          <button type="button" class="quiet" onClick={onReconnect}>
            {t('common.reconnectNow')}
          </button>
        )}
      </div>
    </div>
  );
}

function trouble(error: string | null, stage: Stage): string {
  if (!navigator.onLine) return t('common.offline');
  return error ?? t(stage === 'long' ? 'common.stillDown' : 'common.reconnecting');
}
