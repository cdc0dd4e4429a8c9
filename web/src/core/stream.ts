/**
 * The stream client: every event once, in order, whatever the network does.
 *
 * The browser's own reconnection is not used: it gives up for ever after one status other than 200
 * and forgets its place on a reload. Any error closes the EventSource; a new one is opened with
 * `after=` our cursor, after a back-off of up to 30 s with full jitter. Where streams are blocked but
 * requests get through, the long-poll twin takes over and the stream is tried again now and then.
 */
import { Cursor, type Storage } from './cursor';
import { LongPoll } from './poll';
import type { AppEvent, Me, StreamMessage } from './types';

export type StreamStatus = 'idle' | 'connecting' | 'live' | 'polling' | 'waiting';

export interface EventSourceLike {
  onmessage: ((event: MessageEvent<string>) => void) | null;
  onerror: ((event: Event) => void) | null;
  close(): void;
}

/** The world outside, handed in so that tests need neither time nor network. */
export interface StreamDeps {
  EventSource: new (url: string) => EventSourceLike;
  fetch: (url: string, init?: { signal?: AbortSignal }) => Promise<Response>;
  setTimeout: (run: () => void, ms: number) => number;
  clearTimeout: (timer: number) => void;
  now: () => number;
  random: () => number;
  log: (...what: unknown[]) => void;
  storage?: Storage;
  /** Tells of 'visible', 'online' and 'restored' (from the back-forward cache); returns the undo. */
  onWake?: (listener: (why: 'visible' | 'online' | 'restored') => void) => () => void;
}

export interface StreamHandlers {
  event: (event: AppEvent) => void;
  /** The cursor cannot be continued: read the lists again, then `open` at their position. */
  reset: (reason: string) => void;
  /** The server sees somebody else than last time. */
  identity: (as: Me['kind']) => void;
  status?: (status: StreamStatus) => void;
}

export interface StreamOptions {
  tenant: string;
  /** Query of `/sse` and `/events` besides the place: tenantId, teamId, events. */
  query: Record<string, string>;
}

const firstDelay = 1_000;
const longestDelay = 30_000;
/** How long `connected` may take; buffering proxies never let it through. */
const connectPatience = 10_000;
const failuresBeforePolling = 3;
const pollingBeforeRetry = 60_000;
/** A connection that stood this long was a good one: the next back-off starts small again. */
const goodAfter = 5_000;
const busyDelay = 5_000;

export class Stream {
  private readonly cursor: Cursor;
  private readonly poll: LongPoll;
  private source: EventSourceLike | null = null;
  private current: StreamStatus = 'idle';
  private as: Me['kind'] | null = null;
  private timer: number | undefined;
  private heartbeatMs = 30_000;
  private heardAt = 0;
  private connectedAt: number | null = null;
  private attempts = 0;
  private failures = 0;
  private leastDelay = 0;
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly options: StreamOptions,
    private readonly deps: StreamDeps,
    private readonly handlers: StreamHandlers,
  ) {
    const filters = new URLSearchParams(options.query);
    filters.sort();
    this.cursor = new Cursor(`openfloor.cursor.${options.tenant}.${filters}`, deps.storage);
    this.poll = new LongPoll(deps, {
      url: () => this.url('/events', { wait: '25' }),
      page: (page) => this.takePage(page),
      failed: () => this.pollFailed(),
    });
  }

  get status(): StreamStatus {
    return this.current;
  }

  get position(): string | null {
    return this.cursor.position;
  }

  /** Listens after `position`, or after where the last stream of this tab stood. */
  open(position?: string): void {
    this.close();
    if (position !== undefined) this.cursor.moveTo(position);
    this.stopListening = this.deps.onWake?.((why) => this.wake(why));
    this.attempts = 0;
    this.connect();
  }

  close(): void {
    this.hangUp();
    this.poll.stop();
    this.stopListening?.();
    this.stopListening = undefined;
    this.setStatus('idle');
  }

  /** Connects at once and shows itself to the server as whoever the user is now. */
  reopen(): void {
    if (this.current === 'idle') return;
    this.attempts = 0;
    this.connect();
  }

  private connect(): void {
    this.hangUp();
    if (!this.poll.running) this.setStatus('connecting');
    const source = new this.deps.EventSource(this.url('/sse', {}));
    this.source = source;
    // A closed source may still have messages on their way; they belong to nobody.
    source.onmessage = (message) => {
      if (this.source === source) this.hear(message);
    };
    source.onerror = () => {
      if (this.source === source) this.broke();
    };
    this.arm(connectPatience);
  }

  private hear(message: MessageEvent<string>): void {
    this.heardAt = this.deps.now();
    const data = parse(message.data);
    if (!data) return this.deps.log('stream: not JSON', message.data);
    if (this.connectedAt !== null) this.arm(this.patience);
    switch (data.type) {
      case 'connected':
        return this.connected(data);
      case 'heartbeat':
        return this.advance(message.lastEventId);
      case 'reset':
        return this.reset(data.position, data.reason);
      case 'busy':
        this.leastDelay = busyDelay;
        this.failures = 0; // an answer: streams do get through
        return this.broke('answered');
      case 'expired':
        return this.broke('answered');
      case 'draining':
        return; // what follows may still be events; the cut comes by itself
      default:
        return this.deliver(data, message.lastEventId);
    }
  }

  private connected(data: Extract<StreamMessage, { type: 'connected' }>): void {
    this.poll.stop();
    this.failures = 0;
    this.connectedAt = this.deps.now();
    if (data.heartbeatMs > 0) this.heartbeatMs = data.heartbeatMs;
    this.arm(this.patience);
    this.setStatus('live');
    const known = this.as;
    this.as = data.as;
    if (known !== null && known !== data.as) this.guarded(() => this.handlers.identity(data.as));
    if (this.source === null || this.connectedAt === null) return; // the handler closed us
    if (this.cursor.position === null) this.cursor.moveTo(data.position);
    else if (this.cursor.wouldSkip(data.position)) this.reset(data.position, 'skipped');
  }

  private deliver(event: AppEvent, id: string): void {
    if (this.cursor.isForeign(id)) return this.reset(id, 'epoch');
    if (this.cursor.has(event.seq, id)) return;
    this.guarded(() => this.handlers.event(event));
    this.cursor.passed(event.seq, event.seq === undefined ? '' : id);
  }

  private advance(id: string): void {
    if (this.cursor.isForeign(id)) this.reset(id, 'epoch');
    else this.cursor.advance(id);
  }

  private reset(position: string, reason: string): void {
    this.cursor.moveTo(position);
    this.guarded(() => this.handlers.reset(reason));
  }

  private takePage({ events, position, reset }: Parameters<LongPoll['handlers']['page']>[0]): void {
    this.heardAt = this.deps.now();
    this.setStatus('polling');
    if (reset) return this.reset(position, 'poll');
    for (const event of events) this.deliver(event, '');
    this.advance(position);
  }

  private pollFailed(): void {
    this.poll.stop();
    if (this.source === null) this.retryLater();
  }

  private broke(how: 'cut' | 'answered' = 'cut'): void {
    const stood = this.connectedAt;
    this.hangUp();
    if (stood === null && how === 'cut') this.failures += 1;
    if (stood !== null && this.deps.now() - stood >= goodAfter) this.attempts = 0;
    if (this.failures >= failuresBeforePolling || this.poll.running) {
      this.poll.start();
      this.timer = this.deps.setTimeout(() => this.connect(), pollingBeforeRetry);
      return;
    }
    this.retryLater();
  }

  private retryLater(): void {
    if (this.timer !== undefined) this.deps.clearTimeout(this.timer);
    const ceiling = Math.min(longestDelay, firstDelay * 2 ** this.attempts);
    const delay = this.leastDelay + this.deps.random() * ceiling;
    this.attempts += 1;
    this.leastDelay = 0;
    this.setStatus('waiting');
    this.timer = this.deps.setTimeout(() => this.connect(), Math.min(delay, longestDelay));
  }

  /** Timers sleep with the page, so a look at the clock says whether the stream went stale. */
  private wake(why: 'visible' | 'online' | 'restored'): void {
    const healthy = this.current === 'live' || this.current === 'polling';
    const stale = this.deps.now() - this.heardAt > this.heartbeatMs * 1.25;
    if (why === 'visible' && healthy && !stale) return;
    this.reopen();
  }

  private get patience(): number {
    return this.heartbeatMs * 2.5;
  }

  private arm(ms: number): void {
    if (this.timer !== undefined) this.deps.clearTimeout(this.timer);
    this.timer = this.deps.setTimeout(() => this.broke(), ms);
  }

  private hangUp(): void {
    if (this.timer !== undefined) this.deps.clearTimeout(this.timer);
    this.timer = undefined;
    this.source?.close();
    this.source = null;
    this.connectedAt = null;
  }

  private url(path: string, more: Record<string, string>): string {
    const query = new URLSearchParams({ ...this.options.query, ...more });
    if (this.cursor.position) query.set('after', this.cursor.position);
    return `${path}?${query}`;
  }

  private guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.deps.log('stream: a handler failed', error);
    }
  }

  private setStatus(status: StreamStatus): void {
    if (status === this.current) return;
    this.current = status;
    this.guarded(() => this.handlers.status?.(status));
  }
}

function parse(text: string): AppEvent | StreamMessage | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'type' in value ? (value as AppEvent) : null;
  } catch {
    return null;
  }
}
