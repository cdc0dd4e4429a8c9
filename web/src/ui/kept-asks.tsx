import type { Deeds } from '../core/deeds';
import type { PendingAsk } from '../core/overlay';
import { t } from '../core/words';
import { Icon } from './icons';

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
            <WillSend error={ask.error} />
            {ask.error && (
              <button type="button" class="quiet" onClick={() => void deeds.ask(ask)}>
                {t('common.retry')}
              </button>
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

/** The mark of what is kept for later, or why it did not work then. */
export function WillSend({ error = null }: { error?: string | null }) {
  if (error) return <span class="error">{t('room.ask.failed', { reason: error })}</span>;
  return (
    <span class="badge review">
      <Icon name="clock" />
      {t('room.willSend')}
    </span>
  );
}
