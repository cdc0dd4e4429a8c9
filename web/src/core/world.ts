/** The world outside, handed in so that tests need neither time nor network. */
import type { Storage } from './cursor';

export interface EventSourceLike {
  onmessage: ((event: MessageEvent<string>) => void) | null;
  onerror: ((event: Event) => void) | null;
  close(): void;
}

export interface ChannelLike {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(said: unknown): void;
  close(): void;
}

export interface LocksLike {
  request(
    name: string,
    options: { signal: AbortSignal } | { steal: true },
    run: () => Promise<void> | undefined,
  ): Promise<unknown>;
}

/** 'restored' is from the back-forward cache, 'gone' is into it or for good. */
export type Wake = 'visible' | 'hidden' | 'online' | 'offline' | 'restored' | 'gone';

export interface StreamDeps {
  EventSource: new (url: string) => EventSourceLike;
  fetch: (url: string, init?: { signal?: AbortSignal }) => Promise<Response>;
  setTimeout: (run: () => void, ms: number) => number;
  clearTimeout: (timer: number | undefined) => void;
  now: () => number;
  random: () => number;
  log: (...what: unknown[]) => void;
  storage?: Storage;
  /** Tells what became of the page and its network; returns the undo. */
  onWake?: (listener: (why: Wake) => void) => () => void;
  /** Whether the browser believes in a network; it may be wrong both ways. */
  onLine?: () => boolean;
  /** Both are needed to share one stream between tabs. */
  locks?: LocksLike;
  BroadcastChannel?: new (name: string) => ChannelLike;
}
