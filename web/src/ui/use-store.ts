import { useEffect, useState } from 'preact/hooks';
import type { Snapshot, Store } from '../core/store';

export function useStore(store: Store): Snapshot {
  const [snapshot, show] = useState(store.get());
  useEffect(() => {
    show(store.get());
    return store.subscribe(() => show(store.get()));
  }, [store]);
  return snapshot;
}
