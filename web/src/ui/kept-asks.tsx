import type { Deeds } from '../core/deeds';
import type { PendingAsk } from '../core/overlay';
import { t } from '../core/words';
import { Badge } from './question-body';

/** Questions that wait for a network, and those that were refused when it came. */
export function KeptAsks({ asks, deeds }: { asks: readonly PendingAsk[]; deeds: Deeds }) {
  return (
    <>
      {asks.map((ask) => (
        <div class="kept" key={ask.key}>
          <p class="body" dir="auto">
            {ask.body}
          </p>
          <div class="meta">
            {ask.error === null ? (
              <Badge kind="review" word="room.willSend" icon="clock" />
            ) : (
              <>
                <span class="error">{t('room.ask.failed', { reason: ask.error })}</span>
                <button type="button" class="quiet" onClick={() => void deeds.ask(ask)}>
                  {t('common.retry')}
                </button>
              </>
            )}
            <button type="button" class="quiet" onClick={() => deeds.dropAsk(ask.key)}>
              {t('room.withdraw')}
            </button>
          </div>
        </div>
      ))}
    </>
  );
}
