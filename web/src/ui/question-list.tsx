import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Question } from '../core/types';
import { t } from '../core/words';
import { useHeldOrder } from './held-order';
import { extras } from './late';

const pageful = 100;

interface Props {
  questions: readonly Question[];
  empty: string;
  /** `gone`: the row only keeps its place. */
  row: (question: Question, gone: boolean) => ComponentChildren;
  /** Which rows go at once when they are gone; all, if not said. */
  leaves?: (question: Question) => boolean;
  /** What the list is about: when it is about something else, it is another list. */
  about?: string;
  /** A question that is to be on the screen, however far down it stands. */
  wanted?: string | undefined;
}

/** The rows, quiet while in use; what is new waits behind the pill. */
export function QuestionList({ questions, empty, row, leaves, about = '', wanted }: Props) {
  const { rows, gone, waiting, moved, list, release, touch } = useHeldOrder(questions, about, leaves);
  const [limit, setLimit] = useState(pageful);
  const least = rows.findIndex(({ id }) => id === wanted) + 1;
  const shown = rows.slice(0, Math.max(limit, least));
  useGlide(list, shown, about);
  const show = () => {
    release();
    list.current?.querySelector('article')?.focus({ preventScroll: true });
    if (waiting > 0) list.current?.scrollIntoView({ block: 'start' });
  };
  return (
    <div
      class="list"
      role="presentation"
      ref={list}
      onPointerMove={touch}
      onPointerDown={touch}
      onKeyDown={touch}
    >
      <div class="pill-place" role="status">
        {waiting + moved > 0 && (
          <button type="button" class="pill" onClick={show}>
            {waiting > 0 ? t('room.pill', { n: waiting }) : t('room.pill.moved', { n: moved })}
          </button>
        )}
      </div>
      {rows.length === 0 && <p class="empty">{empty}</p>}
      {shown.map((question) => row(question, gone.has(question.id)))}
      {rows.length > shown.length && (
        <button type="button" class="plain more" onClick={() => setLimit(shown.length + pageful)}>
          {t('room.more', { n: rows.length - shown.length })}
        </button>
      )}
    </div>
  );
}

type Extras = Awaited<ReturnType<typeof extras>>;

/** Rows glide to where they belong, once what moves them is fetched. */
function useGlide(list: { current: HTMLElement | null }, rows: readonly Question[], about: string): void {
  const order = rows.map(({ id }) => id).join();
  const motion = useRef<Extras | null>(null);
  const last = useRef({ order, about });
  // The screen still shows the old order: the last moment to see where everything is.
  const moves = last.current.order !== order && last.current.about === about;
  const before = moves && list.current ? motion.current?.places(list.current) : undefined;
  useLayoutEffect(() => {
    last.current = { order, about };
    if (before?.size && list.current) motion.current?.glide(list.current, before);
  }, [order, about]);
  useEffect(
    () =>
      void extras().then(
        (fetched) => (motion.current = fetched),
        () => undefined,
      ),
    [],
  );
}
