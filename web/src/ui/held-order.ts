/**
 * Rows don't move under a reader's finger. While the list is in use the rows keep their order and
 * new questions wait behind a pill; when the hand rests, everything falls into place.
 */
import { useEffect, useReducer, useRef } from 'preact/hooks';
import type { Question } from '../core/types';

const handRests = 4_000;

export interface HeldOrder {
  rows: readonly Question[];
  /** How many questions wait to be shown. */
  waiting: number;
  release: () => void;
  /** Put on the list's element. */
  list: { current: HTMLDivElement | null };
  touch: () => void;
}

export function useHeldOrder(fresh: readonly Question[], held = inUse): HeldOrder {
  const list = useRef<HTMLDivElement | null>(null);
  const touchedAt = useRef(-Infinity);
  const order = useRef<readonly string[]>([]);
  const [, refresh] = useReducer((n: number) => n + 1, 0);

  const freshIds = fresh.map(({ id }) => id);
  const { rows, waiting } = arrange(order.current, fresh);
  const hold = order.current.length > 0 && held(list.current, Date.now() - touchedAt.current);
  const mine = waiting.some((question) => question.viewer?.own);
  const settled = !hold || mine;
  const shown = settled ? fresh : rows;
  order.current = settled ? freshIds : rows.map(({ id }) => id);

  const behind =
    shown.some((question, index) => question.id !== freshIds[index]) || shown.length !== fresh.length;
  useEffect(() => {
    if (!behind) return;
    const timer = setInterval(() => refresh(0), 1_000);
    return () => clearInterval(timer);
  }, [behind]);

  return {
    rows: shown,
    waiting: settled ? 0 : waiting.length,
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

/** Known rows in their old order, and those that would be new. */
export function arrange(order: readonly string[], fresh: readonly Question[]) {
  const byId = new Map(fresh.map((question) => [question.id, question]));
  const rows = order.flatMap((id) => byId.get(id) ?? []);
  const known = new Set(order);
  return { rows, waiting: fresh.filter(({ id }) => !known.has(id)) };
}

function inUse(list: HTMLElement | null, sinceTouched: number): boolean {
  if (!list) return false;
  return (
    sinceTouched < handRests ||
    list.querySelector(':focus-visible') !== null ||
    list.getBoundingClientRect().top < 0
  );
}
