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

/** Opens downwards, as an answer under its question. */
export const unfold: Keyframe[] = [
  { clipPath: 'inset(0 0 100% 0)', opacity: 0 },
  { clipPath: 'inset(0)', opacity: 1 },
];

/** A number that went up comes from below, one that went down from above. */
export function tick(up: boolean): Keyframe[] {
  return [{ translate: `0 ${up ? '' : '-'}60%`, opacity: 0 }, {}];
}
