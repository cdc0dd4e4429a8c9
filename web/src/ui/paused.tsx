import { t } from '../core/words';

/** Stands where it can be seen and heard: a still page must not be taken for a quiet room. */
export function Paused({ waiting, onResume }: { waiting: number; onResume: () => void }) {
  return (
    <p class="banner paused">
      <span>{waiting > 0 ? t('room.paused.waiting', { n: waiting }) : t('room.paused')}</span>
      <button type="button" class="plain" onClick={onResume}>
        {t('room.paused.resume')}
      </button>
    </p>
  );
}
