/** The last five minutes of a server's life, read every five seconds while somebody looks. */
import { between, readMetrics, type Reading } from './metrics';

export interface Stats {
  asked: number;
  published: number;
  declined: number;
  answered: number;
  /** For staff: streams open now. */
  connections?: number;
}

export interface Beat {
  listeners: number;
  publishedPerSecond: number;
  deliveredPerSecond: number;
  p99: number | null;
}

export interface PulseView {
  stats: Stats | null;
  /** Oldest first; null where a reading failed. */
  beats: readonly (Beat | null)[];
}

export interface PulseDeps {
  metrics: () => Promise<string>;
  stats: () => Promise<Stats>;
  now: () => number;
  setTimeout: (run: () => void, ms: number) => number;
  clearTimeout: (timer: number) => void;
}

export const every = 5_000;
export const kept = 60;

export class Pulse {
  private view: PulseView = { stats: null, beats: [] };
  private readonly listeners = new Set<() => void>();
  private last: Reading | null = null;
  private timer: number | undefined;
  private run = 0;

  constructor(private readonly deps: PulseDeps) {}

  get = (): PulseView => this.view;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  /** `tenant` is the slug whose listeners count. */
  start(tenant: string): void {
    void this.beat(tenant, (this.run += 1));
  }

  stop(): void {
    this.run += 1;
    if (this.timer !== undefined) this.deps.clearTimeout(this.timer);
  }

  private async beat(tenant: string, run: number): Promise<void> {
    const { deps } = this;
    const [page, stats] = await Promise.all([
      deps.metrics().catch(() => null),
      deps.stats().catch(() => null),
    ]);
    if (this.run !== run) return;
    const reading = page === null ? null : readMetrics(page, deps.now());
    const beat = reading && this.last ? { ...between(this.last, reading), listeners: 0 } : null;
    if (beat && reading) beat.listeners = reading.listeners.get(tenant) ?? stats?.connections ?? 0;
    // The first reading has nothing to be compared with.
    const beats = this.last || this.view.beats.length > 0 ? [...this.view.beats, beat].slice(-kept) : [];
    this.last = reading ?? this.last;
    this.view = { stats: stats ?? this.view.stats, beats };
    for (const listener of this.listeners) listener();
    this.timer = deps.setTimeout(() => void this.beat(tenant, run), every);
  }
}
