import type { Place } from './use-motion';

const lasts = 560;
const easing = 'cubic-bezier(0.2, 0.8, 0.2, 1)';

/** Moves an element from where it was before to where it is; what is new appears. */
export function travel(
  element: HTMLElement,
  from: Place | undefined,
  place: (element: HTMLElement) => Place,
): void {
  if (!from) {
    element.animate?.([{ opacity: 0 }, { opacity: 1 }], { duration: lasts / 2, easing: 'ease-out' });
    return;
  }
  const to = place(element);
  const [x, y, scale] = [from.left - to.left, from.top - to.top, from.size / to.size];
  if (Math.abs(x) + Math.abs(y) < 1) return;
  const start = { transformOrigin: '0 0', transform: `translate(${x}px, ${y}px) scale(${scale})` };
  element.animate?.([start, { transformOrigin: '0 0', transform: 'none' }], { duration: lasts, easing });
}
