/** The long-poll loop over `GET /events`, for networks that let no stream through. */
import type { EventPage } from './types';

export interface PollDeps {
  fetch: (url: string, init?: { signal?: AbortSignal }) => Promise<Response>;
  setTimeout: (run: () => void, ms: number) => number;
  clearTimeout: (timer: number) => void;
  now: () => number;
  log: (...what: unknown[]) => void;
}

/** An empty answer that did not wait must not become a busy loop. */
const pause = 1_000;
/** The server holds a poll for 25 s; one that takes longer is lost. */
const patience = 40_000;

export interface PollHandlers {
  url: () => string;
  page: (page: EventPage) => void;
  failed: () => void;
}

export class LongPoll {
  private abort: AbortController | null = null;

  constructor(
    private readonly deps: PollDeps,
    readonly handlers: PollHandlers,
  ) {}

  get running(): boolean {
    return this.abort !== null;
  }

  start(): void {
    if (this.abort) return;
    const abort = new AbortController();
    this.abort = abort;
    void this.run(abort);
  }

  stop(): void {
    this.abort?.abort();
    this.abort = null;
  }

  private async run(abort: AbortController): Promise<void> {
    while (this.abort === abort) {
      const askedAt = this.deps.now();
      const lost = this.deps.setTimeout(() => this.fail(abort, 'no answer'), patience);
      try {
        const response = await this.deps.fetch(this.handlers.url(), { signal: abort.signal });
        if (!response.ok) throw new Error(`GET /events answered ${response.status}`);
        const page = (await response.json()) as EventPage;
        if (this.abort !== abort) return;
        this.handlers.page(page);
        if (page.events.length === 0 && this.deps.now() - askedAt < pause) await this.rest();
      } catch (error) {
        this.fail(abort, error);
      } finally {
        this.deps.clearTimeout(lost);
      }
    }
  }

  private fail(abort: AbortController, error: unknown): void {
    if (this.abort !== abort) return;
    this.deps.log('poll failed', error);
    this.stop();
    this.handlers.failed();
  }

  private rest(): Promise<void> {
    return new Promise((resolve) => void this.deps.setTimeout(resolve, pause));
  }
}
