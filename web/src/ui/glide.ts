import { play } from './motion';

/** Where the rows of a list are, to be taken before they move. */
export function places(list: Element): Map<Element, number> {
  return new Map([...list.querySelectorAll<HTMLElement>('article')].map((row) => [row, row.offsetTop]));
}

/** Rows glide from where they were; what was not there comes in quietly. Only what can be seen moves. */
export function glide(list: Element, before: Map<Element, number>): void {
  const top = -list.getBoundingClientRect().top;
  const seen = (at: number) => at > top - innerHeight && at < top + 2 * innerHeight;
  for (const [row, now] of places(list)) {
    const from = before.get(row);
    if (from === now || !seen(now)) continue;
    if (from === undefined) play(row, [{ opacity: 0 }, {}], 400);
    else if (seen(from)) play(row, [{ translate: `0 ${from - now}px` }, {}], 400);
  }
}
