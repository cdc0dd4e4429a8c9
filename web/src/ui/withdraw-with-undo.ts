import type { Deeds } from '../core/deeds';
import type { Toasts } from '../core/toasts';
import { t } from '../core/words';

/** Sends the withdrawal when the way back has closed: with the toast, or with the page. `over`: sent or undone. */
export function withdrawWithUndo(id: string, deeds: Deeds, toasts: Toasts, over: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const toast = toasts.say(t('room.withdrawn'), {
    label: t('common.undo'),
    run: () => {
      stop();
      over();
    },
  });
  const send = () => {
    stop();
    void deeds.remove(id).then(over);
  };
  // A toast that is pressed goes first and acts then, so whether it was is known a moment later.
  const unsubscribe = toasts.subscribe(() => {
    if (toasts.get().every((one) => one.id !== toast)) timer ??= setTimeout(send);
  });
  const stop = () => {
    unsubscribe();
    clearTimeout(timer);
    removeEventListener('pagehide', send);
  };
  addEventListener('pagehide', send);
}
