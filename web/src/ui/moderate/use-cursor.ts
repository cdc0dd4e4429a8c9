/**
 * The card a moderator is at. It follows j and k, a click and the focus; when its question leaves the
 * list the next one takes its place, and the focus with it.
 */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

type List = { current: HTMLElement | null };

export function cardOf(list: List, id: string): HTMLElement | undefined {
  const cards = list.current?.querySelectorAll<HTMLElement>('article[data-question-id]') ?? [];
  return [...cards].find((card) => card.dataset['questionId'] === id);
}

/** Brings the card into view and the focus to it. */
export function focusCard(list: List, id: string): void {
  const card = cardOf(list, id);
  card?.focus({ preventScroll: true });
  card?.scrollIntoView({ block: 'nearest' });
}

export function useCursor(ids: readonly string[], list: List) {
  const [current, setCurrent] = useState<string | null>(null);
  const place = useRef(0);
  const inside = useRef(false);

  useLayoutEffect(() => {
    if (current === null) return;
    const at = ids.indexOf(current);
    if (at >= 0) {
      place.current = at;
      return;
    }
    const next = ids[Math.min(place.current, ids.length - 1)] ?? null;
    setCurrent(next);
    // What had the focus is gone with its card.
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (!inside.current || !lost) return;
    if (next) focusCard(list, next);
    else document.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus();
  }, [ids, current, list]);

  return {
    current,
    /** By 0, the focus comes back to the card one is at. */
    step: (by: 1 | 0 | -1) => {
      const at = current === null ? -1 : ids.indexOf(current);
      const next = ids[at < 0 ? 0 : Math.min(Math.max(at + by, 0), ids.length - 1)];
      if (next === undefined) return;
      setCurrent(next);
      focusCard(list, next);
    },
    /** Put on the list. */
    onFocusIn: (event: FocusEvent) => {
      inside.current = true;
      const card = event.target instanceof Element ? event.target.closest<HTMLElement>('article') : null;
      const id = card?.dataset['questionId'];
      if (id) setCurrent(id);
    },
    onFocusOut: (event: FocusEvent) => {
      if (event.relatedTarget instanceof Node && !list.current?.contains(event.relatedTarget))
        inside.current = false;
    },
  };
}
