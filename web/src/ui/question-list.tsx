import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Question } from '../core/types';
import { t } from '../core/words';
import { useHeldOrder } from './held-order';

const pageful = 100;

interface Props {
  questions: readonly Question[];
  empty: string;
  row: (question: Question) => ComponentChildren;
}

/** The rows, quiet while in use; new ones wait behind the pill. */
export function QuestionList({ questions, empty, row }: Props) {
  const { rows, waiting, list, release, touch } = useHeldOrder(questions);
  const [limit, setLimit] = useState(pageful);
  const show = () => {
    release();
    list.current?.scrollIntoView({ block: 'start' });
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
        {waiting > 0 && (
          <button type="button" class="pill" onClick={show}>
            {t('room.pill', { n: waiting })}
          </button>
        )}
      </div>
      {rows.length === 0 && <p class="empty">{empty}</p>}
      {rows.slice(0, limit).map(row)}
      {rows.length > limit && (
        <button type="button" class="plain more" onClick={() => setLimit(limit + pageful)}>
          {t('room.more', { n: rows.length - limit })}
        </button>
      )}
    </div>
  );
}
