/**
 * Motion that explains: what moved, what is new. It runs on top of a page that shows the new state
 * already, so nothing waits for it; who asked for less motion gets none.
 */
import { useLayoutEffect, useRef } from 'preact/hooks';

export function play(element: Element | null | undefined, frames: Keyframe[], ms: number): void {
  if (!element?.animate || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  element.animate(frames, { duration: ms, easing: 'cubic-bezier(0.2, 0.7, 0.2, 1)' });
}

/** Runs after the screen shows another value than before, not for the first one. */
export function useChange<T>(value: T, changed: (before: T) => void): void {
  const before = useRef(value);
  useLayoutEffect(() => {
    const was = before.current;
    before.current = value;
    if (was !== value) changed(was);
  }, [value]);
}

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

/** Opens downwards, as an answer under its question. */
export const unfold: Keyframe[] = [
  { clipPath: 'inset(0 0 100% 0)', opacity: 0 },
  { clipPath: 'inset(0)', opacity: 1 },
];

/** A number that went up comes from below, one that went down from above. */
export function tick(up: boolean): Keyframe[] {
  return [{ translate: `0 ${up ? '' : '-'}60%`, opacity: 0 }, {}];
}
