/** How long a screen has been without its stream, and how much came when it was back. */
import type { StreamStatus } from './stream';
import type { Question } from './types';
import type { StreamDeps } from './world';

export interface OutageView {
  /** Unix ms since when nothing comes in; null while the stream is well or rests. */
  downSince: number | null;
  /** Updates that came with the end of the last outage; null until one ended, and during the next. */
  caughtUp: number | null;
}

/** Short breaks are nobody's business. */
const quiet = 2_000;
/** What was missed comes at once, all of it; what comes later is news. */
const settling = 1_000;

export function isWell(status: StreamStatus): boolean {
  return status === 'live' || status === 'polling';
}

export class Outage {
  private since: number | null = null;
  private well = false;
  private updates = 0;
  private timer: number | undefined;

  constructor(
    private readonly deps: Pick<StreamDeps, 'now' | 'setTimeout' | 'clearTimeout'>,
    private readonly tell: (change: Partial<OutageView>) => void,
  ) {}

  /** Counts what is applied; it is told if it ends an outage. */
  applied(updates: number): void {
    this.updates += updates;
  }

  heard(status: StreamStatus, downSince: number | null): Partial<OutageView> {
    const { well } = this;
    const now = this.deps.now();
    this.well = isWell(status);
    if (this.well) {
      if (this.since === null || well) return { downSince: null };
      if (now - this.since > quiet) this.timer = this.deps.setTimeout(() => this.over(), settling);
      else this.since = null;
      return { downSince: null };
    }
    this.stop();
    if (well && this.since === null) {
      this.since = now;
      this.updates = 0;
    }
    return { downSince: status === 'resting' ? null : (downSince ?? now), caughtUp: null };
  }

  stop(): void {
    this.deps.clearTimeout(this.timer);
  }

  private over(): void {
    this.since = null;
    this.tell({ caughtUp: this.updates });
  }
}

/** How many questions differ between two pictures. */
export function changes(before: ReadonlyMap<string, Question>, after: ReadonlyMap<string, Question>): number {
  let n = 0;
  for (const [id, { version }] of after) if (before.get(id)?.version !== version) n += 1;
  for (const id of before.keys()) if (!after.has(id)) n += 1;
  return n;
}
