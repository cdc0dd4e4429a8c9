/**
 * Own deeds on top of what the server confirmed: shown at once, dropped with the answer, taken back
 * with a message on failure.
 *
 * A vote is counted here only while the question is at the version the thumb saw. Any newer picture
 * may already contain it, so from then on the server's count stands: never counted twice.
 */
import type { Question } from './types';

export interface PendingVote {
  kind: 'vote';
  questionId: string;
  upvoted: boolean;
  seenVersion: number;
  /** Nothing gets through: it will be sent later. */
  queued?: boolean;
}

export interface PendingChange {
  kind: 'change';
  questionId: string;
  change: Partial<Pick<Question, 'isPinned' | 'isFrozen' | 'status' | 'responseText' | 'body'>>;
}

export type Pending = PendingVote | PendingChange;

/** A question on its way, shown apart from the list until the server has it. */
export interface PendingAsk {
  key: string;
  body: string;
  authorName: string | null;
  teamId?: string | null;
  /** null while sending, or queued. */
  error: string | null;
  /** Nothing gets through: it will be sent later. */
  queued?: boolean;
}

export interface Overlay {
  /** Deed id → deed, in the order they were done. */
  readonly deeds: ReadonlyMap<string, Pending>;
  readonly asks: readonly PendingAsk[];
  /** Question id → why the last deed on it failed. */
  readonly messages: ReadonlyMap<string, string>;
}

export const emptyOverlay: Overlay = { deeds: new Map(), asks: [], messages: new Map() };

/** Does a deed, or the same one anew; an earlier complaint about its question is settled. */
export function begin(overlay: Overlay, id: string, deed: Pending): Overlay {
  return { ...complain(overlay, deed.questionId, null), deeds: new Map(overlay.deeds).set(id, deed) };
}

/** Marks a vote as kept for later, or as on its way. */
export function markQueued(overlay: Overlay, id: string, queued: boolean): Overlay {
  const deed = overlay.deeds.get(id);
  if (deed?.kind !== 'vote') return overlay;
  return { ...overlay, deeds: new Map(overlay.deeds).set(id, { ...deed, queued }) };
}

/** Drops a deed: confirmed, or with a message why it was taken back. */
export function settle(overlay: Overlay, id: string, message: string | null = null): Overlay {
  const deed = overlay.deeds.get(id);
  if (!deed) return overlay;
  const deeds = new Map(overlay.deeds);
  deeds.delete(id);
  return message === null ? { ...overlay, deeds } : complain({ ...overlay, deeds }, deed.questionId, message);
}

export function complain(overlay: Overlay, questionId: string, message: string | null): Overlay {
  if (message === null && !overlay.messages.has(questionId)) return overlay;
  const messages = new Map(overlay.messages);
  if (message === null) messages.delete(questionId);
  else messages.set(questionId, message);
  return { ...overlay, messages };
}

/** Adds an ask or replaces the one with the same key. */
export function ask(overlay: Overlay, pending: PendingAsk): Overlay {
  const known = overlay.asks.some(({ key }) => key === pending.key);
  const asks = known
    ? overlay.asks.map((old) => (old.key === pending.key ? pending : old))
    : [...overlay.asks, pending];
  return { ...overlay, asks };
}

export function dropAsk(overlay: Overlay, key: string): Overlay {
  return { ...overlay, asks: overlay.asks.filter((pending) => pending.key !== key) };
}

/** The questions as the user should see them. */
export function applyOverlay(
  questions: ReadonlyMap<string, Question>,
  overlay: Overlay,
): ReadonlyMap<string, Question> {
  if (overlay.deeds.size === 0) return questions;
  const shown = new Map(questions);
  for (const deed of overlay.deeds.values()) {
    const base = shown.get(deed.questionId);
    if (base)
      shown.set(deed.questionId, deed.kind === 'vote' ? withVote(base, deed) : { ...base, ...deed.change });
  }
  return shown;
}

function withVote(base: Question, { upvoted, seenVersion }: PendingVote): Question {
  const viewer = { own: base.viewer?.own ?? false, upvoted };
  const confirmed = base.viewer?.upvoted ?? false;
  if (base.version !== seenVersion || confirmed === upvoted) return { ...base, viewer };
  return { ...base, viewer, upvotes: Math.max(0, base.upvotes + (upvoted ? 1 : -1)) };
}
