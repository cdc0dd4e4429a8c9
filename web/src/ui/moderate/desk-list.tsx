import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import { noSelection, reachTo, toggle, within } from '../../core/selection';
import type { Snapshot } from '../../core/store';
import type { Question } from '../../core/types';
import { t } from '../../core/words';
import { useHeldOrder } from '../held-order';
import { BulkBar, type BulkMode } from './bulk-bar';
import { Card } from './card';
import { focusCard, useCursor } from './use-cursor';
import type { useEditors } from './use-editors';
import { useCommands, type Around } from './use-commands';

const pageful = 100;
const handRests = 4_000;

interface Props {
  view: Snapshot;
  questions: readonly Question[];
  /** What is searched for: the cards stay, their order is a new one. */
  about: string;
  editors: ReturnType<typeof useEditors>['editors'];
  /** All teams are shown, so each card names its own. */
  namesTeam: boolean;
  empty: string;
  around: Around;
}

/** The cards of one tab, quiet while somebody is at one; new ones wait behind the pill. */
export function DeskList({ view, questions, about, editors, namesTeam, empty, around }: Props) {
  const { rows, waiting, moved, list, release, touch } = useHeldOrder(questions, about, leaves, atOne);
  const [limit, setLimit] = useState(pageful);
  const ids = useMemo(() => rows.slice(0, limit).map(({ id }) => id), [rows, limit]);
  const cursor = useCursor(ids, list);
  const { picked, mode, setMode, pick, keep, pickAll } = usePicked(ids);
  useCommands({ view, ids, picked, cursor, pick, setMode, keep, around });
  const back = useCallback((id: string) => setTimeout(() => focusCard(list, id)), [list]);
  return (
    <>
      <div
        class="list"
        role="presentation"
        ref={list}
        onPointerMove={touch}
        onPointerDown={touch}
        onKeyDown={touch}
        onFocusIn={cursor.onFocusIn}
        onFocusOut={cursor.onFocusOut}
        {...shiftClick(pick)}
      >
        <Pill waiting={waiting} moved={moved} onShow={release} />
        {rows.length === 0 && <p class="empty">{empty}</p>}
        {rows.slice(0, limit).map((question) => (
          <Card
            key={question.id}
            {...surroundings(view, question)}
            namesTeam={namesTeam}
            editor={editors.get(question.id)?.kind ?? null}
            current={cursor.current === question.id}
            picked={picked.includes(question.id)}
            onPick={pick}
            onBack={back}
          />
        ))}
        {rows.length > limit && (
          <button type="button" class="plain more" onClick={() => setLimit(limit + pageful)}>
            {t('room.more', { n: rows.length - limit })}
          </button>
        )}
      </div>
      {picked.length > 0 && (
        <BulkBar
          picked={rows.filter(({ id }) => picked.includes(id))}
          shown={ids.length}
          tags={view.state.tags}
          mode={mode}
          onMode={setMode}
          onPickAll={pickAll}
          onKeep={keep}
        />
      )}
    </>
  );
}

function Pill({ waiting, moved, onShow }: { waiting: number; moved: number; onShow: () => void }) {
  return (
    <div class="pill-place" role="status">
      {waiting + moved > 0 && (
        <button type="button" class="pill" onClick={onShow}>
          {waiting > 0 ? t('room.pill', { n: waiting }) : t('room.pill.moved', { n: moved })}
        </button>
      )}
    </div>
  );
}

/** A question and what the page knows about it. */
function surroundings({ state, overlay }: Snapshot, question: Question) {
  const team = state.teams.get(question.teamId ?? '');
  const message = overlay.messages.get(question.id);
  return { question, message, tags: state.tags, team, staged: team?.stageQuestionId === question.id };
}

/** The picked questions, in the order of the list; `pick` never changes. */
function usePicked(ids: readonly string[]) {
  const [selection, select] = useState(noSelection);
  const [mode, setMode] = useState<BulkMode>('choose');
  const rows = useRef(ids);
  rows.current = ids;
  const pick = useCallback(
    (id: string, reach: boolean) =>
      select((old) => (reach ? reachTo(old, id, rows.current) : toggle(old, id))),
    [],
  );
  const keep = useCallback((kept: readonly string[]) => {
    select({ ids: new Set(kept), anchor: null });
    setMode('choose');
  }, []);
  return {
    picked: useMemo(() => within(selection, ids), [selection, ids]),
    mode,
    setMode,
    pick,
    keep,
    pickAll: () => keep(rows.current),
  };
}

/** Shift and a click on a card reach back to the one picked last, and mark no text on the way. */
function shiftClick(pick: (id: string, reach: boolean) => void) {
  return {
    onMouseDown: (event: MouseEvent) => {
      if (event.shiftKey && onBareCard(event)) event.preventDefault();
    },
    onClick: (event: MouseEvent) => {
      const id = event.shiftKey ? onBareCard(event) : null;
      if (id) pick(id, true);
    },
  };
}

/** The card's id, if the pointer is on the card itself and on none of its controls. */
function onBareCard({ target }: MouseEvent): string | null {
  if (!(target instanceof Element) || target.closest('button, a, input, textarea, select, label'))
    return null;
  return target.closest<HTMLElement>('article')?.dataset['questionId'] ?? null;
}

/** What is dealt with goes at once. */
function leaves(): boolean {
  return true;
}

/** A moderator is at a card as long as the pointer or the focus is there, or the list is scrolled. */
function atOne(list: HTMLElement | null, sinceTouched: number): boolean {
  if (!list) return false;
  const here = list.matches(':hover') || list.contains(document.activeElement);
  return here || sinceTouched < handRests || list.getBoundingClientRect().top < 0;
}
