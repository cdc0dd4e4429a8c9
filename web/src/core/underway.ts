/** Deeds that are on their way, and what each is about: who comes next may wait for them. */
export class Underway {
  private readonly running = new Map<Promise<unknown>, readonly string[]>();

  /** Does a deed about these ids. */
  async run<T>(ids: readonly string[], deed: () => Promise<T>): Promise<T> {
    const running = deed();
    this.running.set(running, ids);
    try {
      return await running;
    } finally {
      this.running.delete(running);
    }
  }

  /** Waits for all that began earlier, or for what is about these ids. At once where there is nothing. */
  settled(ids?: readonly string[]): Promise<unknown> | undefined {
    const earlier = [...this.running]
      .filter(([, about]) => !ids || about.some((id) => ids.includes(id)))
      .map(([running]) => running);
    return earlier.length > 0 ? Promise.allSettled(earlier) : undefined;
  }
}

const atOnce = 4;

/** A few at a time, so that a big selection is no storm. Returns the ids of those that failed. */
export async function each<T extends { id: string }>(
  all: readonly T[],
  deed: (one: T) => Promise<boolean>,
): Promise<string[]> {
  const waiting = [...all];
  const failed: string[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      if (!(await deed(next))) failed.push(next.id);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return failed;
}

export async function every(ways: readonly Promise<boolean>[]): Promise<boolean> {
  return (await Promise.all(ways)).every(Boolean);
}
