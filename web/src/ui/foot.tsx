import type { Snapshot, Store } from '../core/store';
import type { Toasts } from '../core/toasts';
import { ConnectionBar } from './connection-bar';
import { OwnNews } from './own-news';
import { ToastBar } from './toast-bar';

interface Props {
  view: Snapshot;
  store: Store;
  toasts: Toasts;
  /** The id of the question being answered. */
  staged: string | undefined;
}

/** What speaks up at the foot of the page: the connection, one's own questions, what was just done. */
export function Foot({ view, store, toasts, staged }: Props) {
  return (
    <>
      <OwnNews questions={view.questions} staged={staged} toasts={toasts} />
      <ConnectionBar {...view} onReconnect={() => store.reopen()} />
      <ToastBar toasts={toasts} />
    </>
  );
}
