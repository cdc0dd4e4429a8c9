import { useState } from 'preact/hooks';
import type { Deeds } from '../core/deeds';
import { withMember, withoutMember } from '../core/state';
import type { Toasts } from '../core/toasts';
import { extras } from './late';

/** Withdrawing shows at once; `withdrawn` are those that no list shows until it is sent or undone. */
export function useWithdraw(deeds: Deeds, toasts: Promise<Toasts>) {
  const [withdrawn, show] = useState<ReadonlySet<string>>(new Set());
  const withdraw = async (id: string, byKey: boolean) => {
    show((ids) => withMember(ids, id));
    const over = () => show((ids) => withoutMember(ids, id));
    try {
      const { withdrawWithUndo } = await extras();
      withdrawWithUndo({ id, byKey, over }, deeds, await toasts);
    } catch {
      over();
    }
  };
  return { withdrawn, withdraw };
}
