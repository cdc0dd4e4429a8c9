/**
 * Deeds done while nothing gets through. They are kept, and go out one by one in the order they were
 * done as soon as the stream is back. What the server then refuses is told as ever.
 */
import { ApiError } from './api';
import { isWell } from './outage';
import type { Store } from './store';

export interface Letter<T> {
  send: () => Promise<T>;
  /** Shows that the deed is kept, or no longer. */
  mark: (queued: boolean) => void;
  fail: (error: unknown) => void;
}

export class Outbox {
  private readonly letters = new Map<string, Letter<unknown>>();
  private sending = false;

  constructor(private readonly store: Store) {
    store.subscribe(() => void this.flush());
  }

  /** Does a deed now, or keeps it: 'queued'. Null when it failed. */
  async post<T>(name: string, letter: Letter<T>): Promise<T | 'queued' | null> {
    if (this.store.get().stream === 'offline') return this.keep(name, letter);
    if (this.letters.has(name)) letter.mark(false);
    try {
      const answer = await letter.send();
      this.letters.delete(name);
      return answer;
    } catch (error) {
      // 502 and up is a proxy in front of nobody.
      const lost = error instanceof ApiError && (error.status === 0 || error.status >= 502);
      if (lost && this.store.get().downSince !== null) return this.keep(name, letter);
      this.letters.delete(name);
      letter.fail(error);
      return null;
    }
  }

  keep(name: string, letter: Letter<unknown>): 'queued' {
    this.letters.set(name, letter);
    letter.mark(true);
    return 'queued';
  }

  drop(name: string): void {
    this.letters.delete(name);
  }

  private async flush(): Promise<void> {
    if (this.sending || this.letters.size === 0 || !isWell(this.store.get().stream)) return;
    this.sending = true;
    for (const [name, letter] of this.letters) if ((await this.post(name, letter)) === 'queued') break;
    this.sending = false;
  }
}
