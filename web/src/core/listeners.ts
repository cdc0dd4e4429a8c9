/**
 * Who wants to know of changes. Votes into a hot room come many at once: what comes in one piece, or
 * within a breath of the last ones, is told together.
 */
const breath = 50;

interface Clock {
  setTimeout: (run: () => void, ms: number) => number;
  clearTimeout: (timer: number | undefined) => void;
  now: () => number;
}

export class Listeners {
  private readonly listeners = new Set<() => void>();
  private last = -Infinity;
  private timer: number | undefined;

  constructor(private readonly clock: Clock) {}

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  tell(): void {
    this.clock.clearTimeout(this.timer);
    this.timer = undefined;
    for (const listener of this.listeners) listener();
  }

  /**
   * Tells of something that bears to wait a moment for more of its kind. Never at once: a stream brings
   * many votes in one piece, and a slow phone would draw the page for each before it hears the next.
   */
  tellSoon(): void {
    // The clock may have been set back meanwhile.
    const wait = Math.max(0, Math.min(breath, this.last + breath - this.clock.now()));
    this.timer ??= this.clock.setTimeout(() => {
      this.last = this.clock.now();
      this.tell();
    }, wait);
  }
}
