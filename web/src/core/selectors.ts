/** What a screen shows of a state: filtered, sorted, counted. */
import type { State } from './state';
import type { Question, Status } from './types';

export type Sort = 'popular' | 'recent' | 'answered';

export interface Filter {
  statuses?: readonly Status[];
  teamId?: string | null;
  tagId?: string;
  text?: string;
  mine?: boolean;
  /** Ids that stay whatever the rest says: somebody is writing there. */
  kept?: ReadonlySet<string>;
}

/** Pinned first, then the sort, ties oldest first: the order of `GET /questions`, which knows no `answered`. */
export function compare(sort: Sort): (a: Question, b: Question) => number {
  const key = sort === 'answered' ? 'respondedAt' : 'createdAt';
  return (a, b) =>
    Number(b.isPinned) - Number(a.isPinned) ||
    (sort === 'popular' ? b.upvotes - a.upvotes : order(b[key] ?? '', a[key] ?? '')) ||
    order(a.createdAt, b.createdAt) ||
    order(a.id, b.id);
}

/** A merged question stands for nothing any more; its voters count with the other one. */
export function matches(question: Question, filter: Filter): boolean {
  const { statuses = ['OPEN', 'ANSWERED'], teamId, tagId, text, mine, kept } = filter;
  if (kept?.has(question.id)) return true;
  if (question.mergedInto !== null && question.mergedInto !== undefined) return false;
  if (!statuses.includes(question.status)) return false;
  if (teamId !== undefined && teamId !== null && question.teamId !== teamId) return false;
  if (tagId !== undefined && !question.tags.some((tag) => tag.id === tagId)) return false;
  if (mine && !question.viewer?.own) return false;
  return !text || contains(question, text);
}

export function select(questions: Iterable<Question>, filter: Filter, sort: Sort): Question[] {
  return [...questions].filter((question) => matches(question, filter)).sort(compare(sort));
}

export function count(questions: Iterable<Question>, filter: Filter): number {
  let n = 0;
  for (const question of questions) if (matches(question, filter)) n += 1;
  return n;
}

export function teamBySlug(state: State, slug: string) {
  return [...state.teams.values()].find((team) => team.slug === slug);
}

/** The author may change the words until somebody else's vote or an answer stands on them. */
export function mayEdit(question: Question): boolean {
  const others = question.upvotes - Number(question.viewer?.upvoted ?? false);
  const open = question.status === 'OPEN' || question.status === 'UNDER_REVIEW';
  return Boolean(question.viewer?.own) && open && !question.isFrozen && others <= 0;
}

function contains(question: Question, text: string): boolean {
  let words = folded.get(question);
  if (words === undefined) {
    words = fold(`${question.body} ${question.authorName ?? ''} ${question.responseText ?? ''}`);
    folded.set(question, words);
  }
  return words.includes(fold(text.trim()));
}

/** Questions never change in place, and who types asks the same ones again at each letter. */
const folded = new WeakMap<Question, string>();

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

function order(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}
