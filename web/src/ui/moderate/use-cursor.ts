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
  bring(cardOf(list, id));
}

/** From outside the list: to this card, else to the one a moderator is at, else to the first. */
export function focusNear(id: string): void {
  const list: List = { current: document.getElementById('panel') };
  const here = (which: string) => list.current?.querySelector<HTMLElement>(`article${which}`);
  const card = cardOf(list, id) ?? here('[aria-current]') ?? here('');
  if (card) bring(card);
  else focusTab();
}

function bring(card: HTMLElement | undefined): void {
  card?.focus({ preventScroll: true });
  card?.scrollIntoView({ block: 'nearest' });
}

function focusTab(): void {
  document.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus();
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
    else focusTab();
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
