import { useLayoutEffect, useRef } from 'preact/hooks';
import { extras } from './late';

export interface Place {
  left: number;
  top: number;
  size: number;
}

let travel: Awaited<ReturnType<typeof extras>>['travel'] | undefined;

/**
 * Explains a change: what was on the screen before (`data-moves`) travels to where it is now, so a
 * question is seen to come on stage. Where people ask for less motion, things just change.
 */
export function useMotion(change: string) {
  const root = useRef<HTMLDivElement>(null);
  const last = useRef(change);
  const before = useRef<ReadonlyMap<string, Place>>(new Map());
  // While this renders, the old picture still stands.
  if (last.current !== change)
    before.current = new Map(moving(root.current).map((element) => [name(element), place(element)]));
  last.current = change;
  useLayoutEffect(() => {
    const was = before.current;
    // Fetched at the first change, which is the list's coming; that one needs no explaining.
    void extras().then(
      (piece) => (travel = piece.travel),
      () => undefined,
    );
    if (was.size === 0 || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    for (const element of moving(root.current)) travel?.(element, was.get(name(element)), place);
  }, [change]);
  return root;
}

const moving = (root: HTMLElement | null): HTMLElement[] => [
  ...(root?.querySelectorAll<HTMLElement>('[data-moves]') ?? []),
];

const name = (element: HTMLElement) => element.dataset['moves'] ?? '';

function place(element: HTMLElement): Place {
  const { left, top } = element.getBoundingClientRect();
  return { left, top, size: Number.parseFloat(getComputedStyle(element).fontSize) || 1 };
}
