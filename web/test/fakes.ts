/** Time, chance and the network, all in the tests' hands. */
import type { EventSourceLike, StreamDeps, Wake } from '../src/core/world';
import type { AppEvent, Question } from '../src/core/types';

/** Mulberry32: the same seed tells the same story. */
export function chance(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export class FakeClock {
  time = 1_000_000;
  private serial = 0;
  private timers = new Map<number, { at: number; run: () => void }>();

  setTimeout = (run: () => void, ms: number): number => {
    this.serial += 1;
    this.timers.set(this.serial, { at: this.time + ms, run });
    return this.serial;
  };

  clearTimeout = (timer: number | undefined): void => void this.timers.delete(timer ?? 0);

  now = (): number => this.time;

  /** How long until the next timer. */
  get next(): number | null {
    const ats = [...this.timers.values()].map(({ at }) => at);
    return ats.length > 0 ? Math.min(...ats) - this.time : null;
  }

  /** Lets time pass, each timer at its moment, promises settled between. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    await settle();
    for (;;) {
      const due = [...this.timers].filter(([, { at }]) => at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.timers.delete(due[0]);
      this.time = Math.max(this.time, due[1].at);
      due[1].run();
      await settle();
    }
    this.time = end;
  }
}

export async function settle(): Promise<void> {
  for (let i = 0; i < 60; i += 1) await Promise.resolve();
}

export class FakeSource implements EventSourceLike {
  onmessage: ((event: MessageEvent<string>) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  closed = false;
  /** As in browsers: the last id sticks to later messages without one. */
  lastId = '';

  constructor(readonly url: string) {}

  get query(): URLSearchParams {
    return new URLSearchParams(this.url.split('?')[1]);
  }

  close(): void {
    this.closed = true;
  }

  /** Says something, even if nobody should be listening any more. */
  say(data: object | string, id?: string): void {
    if (id !== undefined) this.lastId = id;
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    this.onmessage?.({ data: text, lastEventId: this.lastId } as MessageEvent<string>);
  }

  connected(position: string, as = 'participant', heartbeatMs = 30_000): void {
    this.say({ type: 'connected', as, heartbeatMs, position }, position);
  }

  cut(): void {
    this.onerror?.(new Event('error'));
  }
}

export class FakeStorage {
  readonly items = new Map<string, string>();
  getItem = (key: string): string | null => this.items.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.items.set(key, value);
  removeItem = (key: string): void => void this.items.delete(key);
}

/** A browser without a world: each EventSource made is in `sources`. */
export function fakeWorld(fetch: StreamDeps['fetch'] = () => Promise.reject(new Error('offline'))) {
  const clock = new FakeClock();
  const sources: FakeSource[] = [];
  const logged: unknown[][] = [];
  const wakers = new Set<(why: Wake) => void>();
  const deps: StreamDeps = {
    EventSource: class extends FakeSource {
      constructor(url: string) {
        super(url);
        sources.push(this);
      }
    },
    fetch,
    setTimeout: clock.setTimeout,
    clearTimeout: clock.clearTimeout,
    now: clock.now,
    random: () => 0.5,
    log: (...what) => void logged.push(what),
    storage: new FakeStorage(),
    onWake: (listener) => {
      wakers.add(listener);
      return () => void wakers.delete(listener);
    },
  };
  const last = (): FakeSource => {
    const source = sources.at(-1);
    if (!source) throw new Error('nobody has connected');
    return source;
  };
  const wake = (why: Wake) => {
    for (const listener of wakers) listener(why);
  };
  return { clock, sources, logged, deps, last, wake, wakers };
}

export function question(id: string, more: Partial<Question> = {}): Question {
  return {
    id,
    tenantId: 't',
    teamId: null,
    body: `About ${id}?`,
    authorName: null,
    status: 'OPEN',
    upvotes: 0,
    isPinned: false,
    pinnedBy: null,
    pinnedAt: null,
    isFrozen: false,
    frozenBy: null,
    frozenAt: null,
    responseText: null,
    respondedAt: null,
    respondedBy: null,
    tags: [],
    mergedInto: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    version: 1,
    ...more,
  };
}

export function vote(questionId: string, upvotes: number, version: number): AppEvent {
  return { type: 'question:upvoted', data: { questionId, upvotes, version } };
}

/** An answer that settles within microtasks, as the fake clock wants it. */
export function json(body: unknown, status = 200): Response {
  const text = body === undefined ? '' : JSON.stringify(body);
  const answer = {
    ok: status < 400,
    status,
    text: () => Promise.resolve(text),
    json: () => Promise.resolve(JSON.parse(text) as unknown),
  };
  return answer as Response;
}
