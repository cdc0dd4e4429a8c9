/**
 * Rows don't move under a reader's finger. While the list is in use the rows keep their order, those
 * that went leave their place empty, and new ones wait behind a pill; when the hand rests, everything
 * falls into place.
 */
import { useEffect, useReducer, useRef } from 'preact/hooks';
import type { Question } from '../core/types';

const handRests = 4_000;

export interface HeldOrder {
  rows: readonly Question[];
  /** Rows that only keep a place until the list is brought up to date. */
  gone: ReadonlySet<string>;
  /** How many questions wait to be shown. */
  waiting: number;
  /** How many of the shown ones went or stand in another place by now. */
  moved: number;
  release: () => void;
  /** Put on the list's element. */
  list: { current: HTMLDivElement | null };
  touch: () => void;
}

/** A list `about` something else starts anew. `leaves` says which rows go at once when they are gone. */
export function useHeldOrder(
  fresh: readonly Question[],
  about = '',
  leaves: (question: Question) => boolean = () => true,
  held = inUse,
): HeldOrder {
  const list = useRef<HTMLDivElement | null>(null);
  const touchedAt = useRef(-Infinity);
  const order = useRef<readonly Question[]>([]);
  const [, refresh] = useReducer((n: number) => n + 1, 0);

  const subject = useRef(about);
  if (subject.current !== about) order.current = [];
  subject.current = about;

  const arranged = arrange(order.current, fresh, leaves);
  const hold = order.current.length > 0 && held(list.current, Date.now() - touchedAt.current);
  const mine = arranged.waiting.some((question) => question.viewer?.own);
  const settled = !hold || mine;
  const rows = settled ? fresh : arranged.rows;
  order.current = rows;

  const behind = !settled && arranged.waiting.length + arranged.moved > 0;
  useEffect(() => {
    if (!behind) return;
    const timer = setInterval(() => refresh(0), 1_000);
    return () => clearInterval(timer);
  }, [behind]);

  return {
    rows,
    gone: settled ? new Set() : arranged.gone,
    waiting: settled ? 0 : arranged.waiting.length,
    moved: settled ? 0 : arranged.moved,
    list,
    release: () => {
      order.current = [];
      refresh(0);
    },
    touch: () => {
      touchedAt.current = Date.now();
    },
  };
}

/** Known rows in their old order, those that would be new, and how many would stand elsewhere. */
export function arrange(
  order: readonly Question[],
  fresh: readonly Question[],
  leaves: (question: Question) => boolean = () => true,
) {
  const place = new Map(fresh.map(({ id }, index) => [id, index]));
  const rows = order.flatMap((old) => fresh[place.get(old.id) ?? -1] ?? (leaves(old) ? [] : old));
  const known = new Set(order.map(({ id }) => id));
  const gone = new Set(rows.map(({ id }) => id).filter((id) => !place.has(id)));
  const places = rows.flatMap(({ id }) => place.get(id) ?? []);
  const outOfPlace = places.filter((at, index) => at < (places[index - 1] ?? 0)).length;
  return {
    rows,
    gone,
    waiting: fresh.filter(({ id }) => !known.has(id)),
    moved: outOfPlace + gone.size,
  };
}

function inUse(list: HTMLElement | null, sinceTouched: number): boolean {
  if (!list) return false;
  return (
    sinceTouched < handRests ||
    list.querySelector(':focus-visible') !== null ||
    // a thumb leaves its hover behind when it is gone
    (matchMedia('(hover: hover)').matches && list.matches(':hover')) ||
    list.getBoundingClientRect().top < 0
  );
}
