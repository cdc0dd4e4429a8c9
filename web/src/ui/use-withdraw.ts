import { useState } from 'preact/hooks';
import type { Deeds } from '../core/deeds';
import { withMember, withoutMember } from '../core/state';
import type { Toasts } from '../core/toasts';
import { t } from '../core/words';

/**
 * Withdrawing shows at once and is sent when the way back has closed: with the toast, or with the page.
 * `withdrawn` are those that no list shows meanwhile.
 */
export function useWithdraw(deeds: Deeds, talk: Promise<Toasts>) {
  const [withdrawn, show] = useState<ReadonlySet<string>>(new Set());
  const withdraw = async (id: string) => {
    show((ids) => withMember(ids, id));
    const toasts = await talk;
    const back = () => show((ids) => withoutMember(ids, id));
    const toast = toasts.say(t('room.withdrawn'), {
      label: t('common.undo'),
      run: () => {
        stop();
        back();
      },
    });
    const send = () => {
      stop();
      void deeds.remove(id).then(back);
    };
    // `act` dismisses first, so whether the toast was pressed is known a moment later.
    const unsubscribe = toasts.subscribe(() => {
      if (toasts.get().every((one) => one.id !== toast)) timer ??= setTimeout(send);
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = () => {
      unsubscribe();
      clearTimeout(timer);
      removeEventListener('pagehide', send);
    };
    addEventListener('pagehide', send);
  };
  return { withdrawn, withdraw };
}
