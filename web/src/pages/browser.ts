/** The browser as the core wants it: the only place that names its globals. */
import { Store, type StoreOptions } from '../core/store';
import type { StreamDeps } from '../core/stream';
import type { Boot } from '../core/types';
import type { Wake } from '../core/world';
import { inlay } from './boot';
import { browserApi } from './browser-api';

function onWake(listener: (why: Wake) => void): () => void {
  const seen = () => listener(document.visibilityState === 'visible' ? 'visible' : 'hidden');
  const network = ({ type }: Event) => listener(type as Wake);
  const shown = ({ type, persisted }: PageTransitionEvent) =>
    type === 'pagehide' ? listener('gone') : persisted && listener('restored');
  const undo = new AbortController();
  const { signal } = undo;
  document.addEventListener('visibilitychange', seen, { signal });
  for (const type of ['online', 'offline']) addEventListener(type, network, { signal });
  for (const type of ['pageshow', 'pagehide'] as const) addEventListener(type, shown, { signal });
  return () => undo.abort();
}

/** sessionStorage, or nothing where the browser forbids it. */
export function sessionStore(): Storage | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined;
  }
}

/** Time as the core and the toasts take it. */
export const time = {
  setTimeout: (run: () => void, ms: number) => window.setTimeout(run, ms),
  clearTimeout: (timer: number | undefined) => window.clearTimeout(timer),
  now: () => Date.now(),
};

/** The world as stores and streams see it. */
export function deps(): StreamDeps {
  const storage = sessionStore();
  return {
    EventSource: window.EventSource,
    fetch: (url, init) => fetch(url, init),
    ...time,
    random: () => Math.random(),
    log: (...what) => console.warn(...what),
    onWake,
    onLine: () => navigator.onLine,
    // Where site data is forbidden a lock is refused and a channel may throw: each tab then goes alone.
    ...(storage && { storage, locks: navigator.locks, BroadcastChannel: window.BroadcastChannel }),
  };
}

/** The picture in the page is good for one store: who signs in later is shown a fresh one. */
let picture = inlay<Boot>('snapshot');

export function browserStore(options: StoreOptions): Store {
  const store = new Store(browserApi(), deps(), { boot: picture, ...options });
  picture = undefined;
  return store;
}
