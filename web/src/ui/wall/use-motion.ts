import { useLayoutEffect, useRef } from 'preact/hooks';

interface Place {
  left: number;
  top: number;
  size: number;
}

const lasts = 560;
const easing = 'cubic-bezier(0.2, 0.8, 0.2, 1)';

/**
 * Explains a change: what was on the screen before (`data-moves`) travels to where it is now, so a
 * question is seen to come on stage. Where people ask for less motion, things just change.
 */
export function useMotion(change: string) {
  const root = useRef<HTMLDivElement>(null);
  const last = useRef(change);
  const before = useRef<ReadonlyMap<string, Place>>(new Map());
  // While this renders, the old picture still stands.
  if (last.current !== change) before.current = places(root.current);
  last.current = change;
  useLayoutEffect(() => {
    const was = before.current;
    if (was.size === 0 || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    for (const element of moving(root.current)) move(element, was.get(element.dataset['moves'] ?? ''));
  }, [change]);
  return root;
}

function move(element: HTMLElement, from: Place | undefined): void {
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

const moving = (root: HTMLElement | null): HTMLElement[] => [
  ...(root?.querySelectorAll<HTMLElement>('[data-moves]') ?? []),
];

const places = (root: HTMLElement | null) =>
  new Map(moving(root).map((element) => [element.dataset['moves'] ?? '', place(element)]));

function place(element: HTMLElement): Place {
  const { left, top } = element.getBoundingClientRect();
  return { left, top, size: Number.parseFloat(getComputedStyle(element).fontSize) || 1 };
}
