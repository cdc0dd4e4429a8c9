import type { Deeds } from '../core/deeds';
import type { Toasts } from '../core/toasts';
import { t } from '../core/words';

export interface Withdrawal {
  id: string;
  /** No pointer was used: the way back is too far off for the Tab key, so the focus goes there. */
  byKey: boolean;
  /** Sent or undone. */
  over: () => void;
}

/** Sends the withdrawal when the way back has closed: with the toast, or with the page. */
export function withdrawWithUndo({ id, byKey, over }: Withdrawal, deeds: Deeds, toasts: Toasts): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const undo = () => {
    stop();
    over();
  };
  const toast = toasts.say(t('room.withdrawn'), { label: t('common.undo'), run: undo }, byKey);
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
