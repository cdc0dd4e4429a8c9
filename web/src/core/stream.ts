/**
 * The stream client: every event once, in order, whatever the network does.
 *
 * The browser's own reconnection is not used: it gives up for ever after one status other than 200
 * and forgets its place on a reload. Any error closes the EventSource; a new one is opened with
 * `after=` our cursor, after a back-off of up to 30 s with full jitter. Where streams are blocked but
 * requests get through, the long-poll twin takes over and the stream is tried again now and then.
 */
import { Cursor } from './cursor';
import { LongPoll } from './poll';
import type { AppEvent, EventPage, Me, StreamMessage } from './types';
import type { EventSourceLike, StreamDeps, Wake } from './world';

export type { EventSourceLike, StreamDeps } from './world';

/** 'resting': let go while the page was hidden for long; 'offline': waiting, and the browser knows why. */
export type StreamStatus = 'idle' | 'connecting' | 'live' | 'polling' | 'waiting' | 'offline' | 'resting';

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
  /** Whom the server saw when it made the page. */
  as?: Me['kind'] | null;
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
/** A page nobody looks at for this long listens no more. */
const longHidden = 300_000;

export class Stream {
  /** Names what is listened to: the same in all tabs that could share a stream. */
  protected readonly place: string;
  protected readonly cursor: Cursor;
  protected readonly poll: LongPoll;
  protected as: Me['kind'] | null;
  protected heartbeatMs = 30_000;
  private source: EventSourceLike | null = null;
  private current: StreamStatus = 'idle';
  private timer: number | undefined;
  private restTimer: number | undefined;
  private heardAt = 0;
  private connectedAt: number | null = null;
  private attempts = 0;
  private failures = 0;
  private leastDelay = 0;
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly options: StreamOptions,
    protected readonly deps: StreamDeps,
    private readonly handlers: StreamHandlers,
  ) {
    const filters = new URLSearchParams(options.query);
    filters.sort();
    this.place = `openfloor.cursor.${options.tenant}.${filters}`;
    this.cursor = new Cursor(this.place, deps.storage);
    this.as = options.as ?? null;
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
    this.stopListening?.();
    this.stopListening = undefined;
    this.letGo('idle');
  }

  /** Connects at once and shows itself to the server as whoever the user is now. */
  reopen(): void {
    if (this.current === 'idle') return;
    this.attempts = 0;
    this.connect();
  }

  protected connect(): void {
    this.hangUp();
    if (!this.poll.running) this.setStatus('connecting');
    const source = new this.deps.EventSource(this.url('/sse', {}));
    this.source = source;
    // A closed source may still have messages on their way; they belong to nobody.
    source.onmessage = (message) => {
      if (this.source === source) this.hear(message.data, message.lastEventId);
    };
    source.onerror = () => {
      if (this.source === source) this.broke();
    };
    this.arm(connectPatience);
  }

  protected letGo(status: 'idle' | 'resting'): void {
    this.hangUp();
    this.poll.stop();
    this.deps.clearTimeout(this.restTimer);
    this.setStatus(status);
  }

  protected hear(text: string, id: string): void {
    this.heardAt = this.deps.now();
    const data = parse(text);
    if (!data) return this.deps.log('stream: not JSON', text);
    if (this.connectedAt !== null) this.arm(this.patience);
    switch (data.type) {
      case 'connected':
        return this.connected(data);
      case 'heartbeat':
        return this.advance(id);
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
        return this.deliver(data, id);
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
    if (this.connectedAt === null) return; // the handler closed us
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

  protected takePage({ events, position, reset }: EventPage): void {
    this.heardAt = this.deps.now();
    this.setStatus('polling');
    if (reset) return this.reset(position, 'poll');
    for (const event of events) this.deliver(event, '');
    this.advance(position);
  }

  protected pollFailed(): void {
    if (this.source === null) this.retryLater();
  }

  protected broke(how: 'cut' | 'answered' = 'cut'): void {
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
    this.deps.clearTimeout(this.timer);
    const ceiling = Math.min(longestDelay, firstDelay * 2 ** this.attempts);
    const delay = this.leastDelay + this.deps.random() * ceiling;
    this.attempts += 1;
    this.leastDelay = 0;
    this.setStatus('waiting');
    this.timer = this.deps.setTimeout(() => this.connect(), Math.min(delay, longestDelay));
  }

  /** Timers sleep with the page, so a look at the clock says whether the stream went stale. */
  private wake(why: Wake): void {
    const seen = why === 'visible' || why === 'restored';
    if (seen) this.deps.clearTimeout(this.restTimer);
    if (why === 'gone') return this.letGo('resting');
    if (this.current === 'resting' && !seen) return;
    if (why === 'hidden') {
      this.restTimer = this.deps.setTimeout(() => this.letGo('resting'), longHidden);
      return;
    }
    if (why === 'offline') {
      this.poll.stop();
      return this.broke('answered');
    }
    const healthy = this.current === 'live' || this.current === 'polling';
    const stale = this.deps.now() - this.heardAt > this.heartbeatMs * 1.25;
    if (why === 'visible' && healthy && !stale) return;
    this.attempts = 0;
    this.connect();
  }

  protected get patience(): number {
    return this.heartbeatMs * 2.5;
  }

  protected arm(ms: number): void {
    this.deps.clearTimeout(this.timer);
    this.timer = this.deps.setTimeout(() => this.broke(), ms);
  }

  protected hangUp(): void {
    this.deps.clearTimeout(this.timer);
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

  protected setStatus(wanted: StreamStatus): void {
    const without = wanted === 'connecting' || wanted === 'waiting';
    const status = without && this.deps.onLine?.() === false ? 'offline' : wanted;
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
