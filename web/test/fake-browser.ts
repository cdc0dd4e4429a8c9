/** A browser with tabs: one clock, its locks and its channels. Tabs can be closed, frozen and thawed. */
import { createStream } from '../src/core/tabs';
import type { Stream } from '../src/core/stream';
import type { Me } from '../src/core/types';
import type { ChannelLike, LocksLike, StreamDeps, Wake } from '../src/core/world';
import { FakeClock, FakeSource, FakeStorage } from './fakes';

interface Request {
  tab: FakeTab;
  run: () => Promise<void> | undefined;
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

class FakeLocks {
  private readonly holders = new Map<string, Request>();
  private readonly queues = new Map<string, Request[]>();

  of(tab: FakeTab): LocksLike {
    return {
      request: (name, options, run) =>
        new Promise((resolve, reject) => {
          const request = { tab, run, resolve, reject };
          if ('steal' in options) {
            const robbed = this.holders.get(name);
            robbed?.tab.run(() => robbed.reject(new DOMException('stolen', 'AbortError')));
            return this.grant(name, request);
          }
          const queue = this.queues.get(name) ?? [];
          this.queues.set(name, [...queue, request]);
          options.signal.addEventListener('abort', () => {
            const waiting = this.queues.get(name) ?? [];
            if (!waiting.includes(request)) return;
            this.queues.set(
              name,
              waiting.filter((other) => other !== request),
            );
            reject(new DOMException('withdrawn', 'AbortError'));
          });
          this.next(name);
        }),
    };
  }

  drop(tab: FakeTab): void {
    for (const [name, queue] of this.queues)
      this.queues.set(
        name,
        queue.filter((request) => request.tab !== tab),
      );
    for (const [name, holder] of this.holders) if (holder.tab === tab) this.free(name, holder);
  }

  private next(name: string): void {
    if (this.holders.has(name)) return;
    const request = this.queues.get(name)?.shift();
    if (request) this.grant(name, request);
  }

  private grant(name: string, request: Request): void {
    this.holders.set(name, request);
    void Promise.resolve().then(() =>
      request.tab.run(() => {
        void Promise.resolve(request.run()).then(() => {
          request.resolve(undefined);
          this.free(name, request);
        });
      }),
    );
  }

  private free(name: string, request: Request): void {
    if (this.holders.get(name) !== request) return;
    this.holders.delete(name);
    this.next(name);
  }
}

export class FakeTab {
  readonly heard: (number | undefined)[] = [];
  readonly told: string[] = [];
  readonly sources: FakeSource[] = [];
  readonly deps: StreamDeps;
  private readonly wakers = new Set<(why: Wake) => void>();
  /** Whom the server saw when it made the page. */
  as: Me['kind'] | null = null;
  private state: 'awake' | 'frozen' | 'closed' = 'awake';
  private backlog: (() => void)[] = [];
  private made: Stream | undefined;

  constructor(
    readonly browser: FakeBrowser,
    fetch: StreamDeps['fetch'],
    random: () => number,
  ) {
    const { clock } = browser;
    const cancelled = new Set<number>();
    const { sources, run } = this;
    this.deps = {
      EventSource: class extends FakeSource {
        constructor(url: string) {
          super(url);
          sources.push(this);
        }
        override say(data: object | string, id?: string): void {
          run(() => super.say(data, id));
        }
        override cut(): void {
          run(() => super.cut());
        }
      },
      fetch,
      setTimeout: (due, ms) => {
        const timer = clock.setTimeout(() => run(() => cancelled.has(timer) || due()), ms);
        return timer;
      },
      clearTimeout: (timer) => {
        if (timer !== undefined) cancelled.add(timer);
        clock.clearTimeout(timer);
      },
      now: clock.now,
      random,
      log: () => undefined,
      storage: new FakeStorage(),
      onWake: (listener) => {
        this.wakers.add(listener);
        return () => void this.wakers.delete(listener);
      },
      locks: browser.locks.of(this),
      BroadcastChannel: browser.channelOf(this),
    };
  }

  get awake(): boolean {
    return this.state === 'awake';
  }

  get stream(): Stream {
    const options = { tenant: 'acme', query: { tenantId: 'acme' }, as: this.as };
    this.made ??= createStream(options, this.deps, {
      event: ({ seq }) => this.heard.push(seq),
      reset: (reason) => this.told.push(`reset ${reason}`),
      identity: (as) => this.told.push(`now ${as}`),
      status: (status) => this.told.push(status),
    });
    return this.made;
  }

  /** The source that is open, if this is the tab that has one. */
  get source(): FakeSource | undefined {
    return this.state === 'closed' ? undefined : this.sources.find(({ closed }) => !closed);
  }

  wake(why: Wake): void {
    for (const listener of this.wakers) this.run(() => listener(why));
  }

  freeze(): void {
    if (this.state === 'awake') this.state = 'frozen';
  }

  thaw(): void {
    if (this.state !== 'frozen') return;
    this.state = 'awake';
    const { backlog } = this;
    this.backlog = [];
    for (const task of backlog) task();
  }

  /** Without a word, as a crash is. */
  close(): void {
    this.state = 'closed';
    this.browser.locks.drop(this);
  }

  run = (task: () => void): void => {
    if (this.state === 'awake') task();
    else if (this.state === 'frozen') this.backlog.push(task);
  };
}

export class FakeBrowser {
  readonly clock = new FakeClock();
  readonly locks = new FakeLocks();
  readonly tabs: FakeTab[] = [];
  private readonly channels = new Map<string, Set<ChannelLike & { tab: FakeTab }>>();

  constructor(
    private readonly fetch: StreamDeps['fetch'] = () => Promise.reject(new Error('offline')),
    private readonly random: () => number = () => 0.5,
  ) {}

  tab(): FakeTab {
    const tab = new FakeTab(this, this.fetch, this.random);
    this.tabs.push(tab);
    return tab;
  }

  /** All sources that are open now. */
  get sources(): FakeSource[] {
    return this.tabs.flatMap((tab) => tab.source ?? []);
  }

  channelOf(tab: FakeTab): new (name: string) => ChannelLike {
    const { channels, clock } = this;
    return class {
      readonly tab = tab;
      onmessage: ((event: MessageEvent) => void) | null = null;
      private readonly others: Set<ChannelLike & { tab: FakeTab }>;

      constructor(name: string) {
        this.others = channels.get(name) ?? new Set();
        channels.set(name, this.others.add(this));
      }

      postMessage(said: unknown): void {
        const data: unknown = structuredClone(said);
        for (const other of this.others)
          if (other !== this)
            clock.setTimeout(
              () =>
                other.tab.run(() => {
                  if (this.others.has(other)) other.onmessage?.({ data } as MessageEvent);
                }),
              1,
            );
      }

      close(): void {
        this.others.delete(this);
      }
    };
  }
}
