import type { Command } from '../../core/shortcuts';
import type { Snapshot } from '../../core/store';
import type { Question } from '../../core/types';
import { fits, isPublic, rightOf, type Verb } from '../../core/verbs';
import { asksFirst, offeredFor, type BulkMode } from './bulk-bar';
import { toggleStage } from './card-tools';
import { useDesk, type DeskTools } from './desk-context';
import type { useCursor } from './use-cursor';
import { useKeys } from './use-keys';

/** What keys reach outside the list. */
export interface Around {
  onSearch: () => void;
  onHelp: () => void;
}

interface At {
  view: Snapshot;
  ids: readonly string[];
  picked: readonly string[];
  cursor: Pick<ReturnType<typeof useCursor>, 'current' | 'step'>;
  pick: (id: string, reach: boolean) => void;
  keep: (ids: readonly string[]) => void;
  setMode: (mode: BulkMode) => void;
  around: Around;
}

/** The keys of the desk. With questions picked, a deed is for them; otherwise for the one at hand. */
export function useCommands(at: At): void {
  const desk = useDesk();
  useKeys(desk.keys, (command) => {
    const here = about(command, at, desk);
    if (here !== null) return here;
    if (at.picked.length > 0) return inBulk(command, at, desk);
    const question = at.view.questions.get(at.cursor.current ?? '');
    // An editor takes the focus from its own card alone.
    const open: typeof desk.open = (...what) => {
      at.cursor.step(0);
      desk.open(...what);
    };
    return question ? atHand(command, question, at.view, { ...desk, open }) : false;
  });
}

/** Moving about, and what is for no question in particular; null for the rest. */
function about(
  command: Command,
  { cursor, picked, pick, keep, around }: At,
  desk: DeskTools,
): boolean | null {
  const run: Partial<Record<Command, () => void>> = {
    next: () => cursor.step(1),
    previous: () => cursor.step(-1),
    search: around.onSearch,
    help: around.onHelp,
    undo: () => void desk.moderation.undo(),
    ...(cursor.current !== null && { select: () => pick(cursor.current ?? '', false) }),
    ...(picked.length > 0 && { clear: () => keep([]) }),
  };
  const found = run[command];
  found?.();
  if (found) return true;
  return command === 'select' || command === 'clear' ? false : null;
}

function atHand(command: Command, question: Question, view: Snapshot, desk: DeskTools): boolean {
  const team = view.state.teams.get(question.teamId ?? '');
  const standing = { question, team, staged: team?.stageQuestionId === question.id };
  const { id } = question;
  const waits = question.status === 'UNDER_REVIEW';
  if (command === 'hide' && waits && desk.can('review')) desk.open(id, 'decline');
  else if (command === 'stage' && desk.can('stage')) toggleStage(standing, desk);
  else if (command === 'answer' && desk.can('answer') && isPublic(question) && !question.isFrozen)
    desk.open(id, 'answer');
  else if (command === 'tag' && desk.can('tag') && standsOpen(question)) desk.open(id, 'tag');
  else if (command === 'edit' && desk.can('edit') && standsOpen(question)) desk.open(id, 'words');
  else {
    // A decline asks for its reason first, and is not renewed by a key.
    const verb = verbsOf[command]?.find((one) => fits(one, question) && desk.can(rightOf(one)));
    if (verb && verb !== 'decline') void desk.moderation.perform(verb, [id]);
  }
  return true;
}

function inBulk(command: Command, { view, ids, picked, setMode, keep }: At, desk: DeskTools): boolean {
  const questions = picked.flatMap((id) => view.questions.get(id) ?? []);
  const verb = offeredFor(questions).find((one) => verbsOf[command]?.includes(one) && desk.can(rightOf(one)));
  if (command === 'tag' && desk.can('tag')) setMode('tag');
  else if (verb === 'decline') setMode('decline');
  else if (verb === 'approve' && asksFirst(picked.length, ids.length)) setMode('approve');
  else if (verb) void desk.moderation.perform(verb, picked).then(keep);
  return true;
}

const verbsOf: Partial<Record<Command, readonly Verb[]>> = {
  approve: ['approve', 'restore'],
  hide: ['decline', 'hide'],
  pin: ['pin', 'unpin'],
  freeze: ['freeze', 'unfreeze'],
};

function standsOpen({ status }: Question): boolean {
  return status !== 'ARCHIVED' && status !== 'REJECTED';
}
