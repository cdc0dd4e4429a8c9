/**
 * A wall's walk through the questions: what was on stage, where it stands, and what comes next.
 * While somebody speaks the next ones keep their order; when the stage moves they fall into place anew.
 */
import { select } from './selectors';
import type { State } from './state';
import type { Question, Team } from './types';

export interface Walk {
  /** What was on stage on this wall, first to last. */
  readonly past: readonly string[];
  /** The place in `past` of what is or was last on stage. */
  readonly at: number;
  /** The order of the next ones, kept while one is on stage. */
  readonly order: readonly string[];
  readonly onStage: boolean;
}

export const start: Walk = { past: [], at: -1, order: [], onStage: false };

/** The id of what the team answers right now. */
export function staged(state: State, team: Team): string | null {
  const told = state.stage.get(team.id);
  return told === undefined ? (state.teams.get(team.id)?.stageQuestionId ?? null) : told;
}

/** The stage is now `id`'s, or nobody's. */
export function goTo(walk: Walk, id: string | null, questions: readonly Question[]): Walk {
  if (id === null) return { ...walk, order: [], onStage: false };
  const known = walk.past.indexOf(id);
  const past = known >= 0 ? walk.past : [...walk.past, id];
  const at = known >= 0 ? known : past.length - 1;
  const order = waiting(questions, past).map((question) => question.id);
  return { past, at, order, onStage: true };
}

/** Those to come: all that wait when the stage is free, else those that were not on it yet. */
export function upcoming(walk: Walk, questions: readonly Question[]): readonly Question[] {
  if (!walk.onStage) return waiting(questions, []);
  const fresh = waiting(questions, walk.past);
  const byId = new Map(fresh.map((question) => [question.id, question]));
  const kept = walk.order.flatMap((id) => byId.get(id) ?? []);
  const known = new Set(walk.order);
  return [...kept, ...fresh.filter(({ id }) => !known.has(id))];
}

/** Where a press on "next" leads; null at the end. */
export function after(walk: Walk, questions: readonly Question[]): string | null {
  const again = walk.onStage ? walk.past.slice(walk.at + 1).find((id) => shown(id, questions)) : undefined;
  const waits = upcoming(walk, questions);
  const unseen = waits.find(({ id }) => !walk.past.includes(id)) ?? waits[0];
  return again ?? unseen?.id ?? null;
}

/** Where a press on "previous" leads; null at the beginning. */
export function before(walk: Walk, questions: readonly Question[]): string | null {
  const past = walk.past.slice(0, walk.onStage ? walk.at : walk.at + 1);
  return past.findLast((id) => shown(id, questions)) ?? null;
}

const waiting = (questions: readonly Question[], without: readonly string[]) =>
  select(questions, { statuses: ['OPEN'] }, 'popular').filter(({ id }) => !without.includes(id));

const shown = (id: string, questions: readonly Question[]) =>
  questions.some((question) => question.id === id);
