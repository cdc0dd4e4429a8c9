/** Fetches the questions that events spoke of and no list showed. */
import { ApiError } from './api';
import { asked, askFor, hide, learn } from './reducer';
import type { State } from './state';
import type { StreamDeps } from './stream';
import type { Question } from './types';

/** One event reaches everybody at once; those who must ask back spread their questions out. */
const within = 1_000;
const retryAfter = 5_000;

export class AskBack {
  private timer: number | undefined;

  constructor(
    private readonly deps: StreamDeps,
    private readonly fetch: (id: string) => Promise<Question>,
    private readonly known: () => State,
    private readonly take: (next: (state: State) => State) => void,
  ) {}

  /** Asks soon for what is unknown by now. */
  soon(delay = within * this.deps.random()): void {
    if (this.timer !== undefined || this.known().unknown.size === 0) return;
    const timer = this.deps.setTimeout(() => void this.ask(() => this.timer === timer), delay);
    this.timer = timer;
  }

  stop(): void {
    this.deps.clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async ask(wanted: () => boolean): Promise<void> {
    let retry = false;
    for (const id of this.known().unknown) {
      this.take((state) => asked(state, id));
      const picture = await this.fetch(id).catch((error: unknown) => error);
      if (!wanted()) return;
      if (!(picture instanceof Error)) this.take((state) => learn(state, picture as Question));
      else if (picture instanceof ApiError && picture.status === 404) this.take((state) => hide(state, id));
      else {
        this.take((state) => askFor(state, id));
        retry = true;
      }
    }
    this.timer = undefined;
    this.soon(retry ? retryAfter : 0);
  }
}
