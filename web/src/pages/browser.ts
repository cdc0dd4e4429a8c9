/** The browser as the core wants it: the only place that names its globals. */
import { createApi } from '../core/api';
import { Store, type StoreOptions } from '../core/store';
import { Stream, type StreamDeps, type StreamHandlers } from '../core/stream';

type WakeListener = Parameters<NonNullable<StreamDeps['onWake']>>[0];

function onWake(listener: WakeListener): () => void {
  const visible = () => document.visibilityState === 'visible' && listener('visible');
  const online = () => listener('online');
  const restored = (event: PageTransitionEvent) => event.persisted && listener('restored');
  document.addEventListener('visibilitychange', visible);
  addEventListener('online', online);
  addEventListener('pageshow', restored);
  return () => {
    document.removeEventListener('visibilitychange', visible);
    removeEventListener('online', online);
    removeEventListener('pageshow', restored);
  };
}

/** sessionStorage, or nothing where the browser forbids it. */
export function sessionStore(): Storage | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined;
  }
}

function deps(): StreamDeps {
  const storage = sessionStore();
  return {
    EventSource: window.EventSource,
    fetch: (url, init) => fetch(url, init),
    setTimeout: (run, ms) => window.setTimeout(run, ms),
    clearTimeout: (timer) => window.clearTimeout(timer),
    now: () => Date.now(),
    random: () => Math.random(),
    log: (...what) => console.warn(...what),
    onWake,
    ...(storage ? { storage } : {}),
  };
}

export function newKey(): string {
  // randomUUID exists only on secure origins; a room on a plain http intranet asks questions too.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function browserApi() {
  return createApi(location.search, { fetch: (url, init) => fetch(url, init), newKey });
}

export function browserStore(options: StoreOptions): Store {
  return new Store(browserApi(), deps(), options);
}

/** A stream of some events, for a page that keeps no questions. */
export function browserStream(events: string, handlers: StreamHandlers): Stream {
  const { query } = browserApi();
  return new Stream({ tenant: query['tenantId'] ?? '', query: { ...query, events } }, deps(), handlers);
}
