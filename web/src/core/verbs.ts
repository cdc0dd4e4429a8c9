/** What a moderator can do to a question as it stands, how it is sent and what takes it back. */
import type { Method } from './api';
import type { PendingChange } from './overlay';
import type { Question } from './types';

export type Verb =
  'approve' | 'decline' | 'requeue' | 'hide' | 'restore' | 'pin' | 'unpin' | 'freeze' | 'unfreeze' | 'reopen';

/** The rights of `GET /auth/me` that the controls follow. */
export type Right = 'review' | 'archive' | 'stage' | 'pin' | 'freeze' | 'tag' | 'edit' | 'delete' | 'answer';

export interface Step {
  method: Method;
  /** After `/questions/{id}`. */
  deed: string;
  body?: object;
  /** What to show until the answer is there. */
  change: PendingChange['change'];
}

interface Kind {
  right: Right;
  /** Whether the verb would change this question. */
  fits: (question: Question) => boolean;
  step: (question: Question, reason: string | null) => Step;
  /** Null where nothing takes it back. What was published does not go back into the queue: it is hidden. */
  inverse: Verb | null;
}

export function isPublic({ status }: Question): boolean {
  return status === 'OPEN' || status === 'ANSWERED';
}

const kinds: Readonly<Record<Verb, Kind>> = {
  approve: {
    right: 'review',
    fits: ({ status }) => status === 'UNDER_REVIEW' || status === 'REJECTED',
    step: ({ version }) => review({ decision: 'approve', version }, 'OPEN'),
    inverse: 'hide',
  },
  decline: {
    right: 'review',
    fits: ({ status }) => status === 'UNDER_REVIEW' || status === 'REJECTED',
    step: ({ version }, reason) =>
      review({ decision: 'reject', version, ...(reason ? { reason } : {}) }, 'REJECTED'),
    inverse: 'requeue',
  },
  requeue: {
    right: 'review',
    fits: ({ status }) => status === 'REJECTED',
    step: ({ version }) => review({ decision: 'requeue', version }, 'UNDER_REVIEW'),
    inverse: 'decline',
  },
  hide: {
    right: 'archive',
    fits: isPublic,
    step: () => ({ method: 'POST', deed: '/archive', change: { status: 'ARCHIVED' } }),
    inverse: 'restore',
  },
  restore: {
    right: 'archive',
    fits: ({ status }) => status === 'ARCHIVED',
    step: ({ responseText }) => ({
      method: 'DELETE',
      deed: '/archive',
      change: { status: responseText === null ? 'OPEN' : 'ANSWERED' },
    }),
    inverse: 'hide',
  },
  pin: mark('pin', 'isPinned', true, 'unpin'),
  unpin: mark('pin', 'isPinned', false, 'pin'),
  freeze: mark('freeze', 'isFrozen', true, 'unfreeze'),
  unfreeze: mark('freeze', 'isFrozen', false, 'freeze'),
  reopen: {
    right: 'answer',
    fits: ({ status }) => status === 'ANSWERED',
    step: () => ({ method: 'DELETE', deed: '/answer', change: { status: 'OPEN', responseText: null } }),
    inverse: null,
  },
};

export function fits(verb: Verb, question: Question): boolean {
  return kinds[verb].fits(question);
}

export function stepOf(verb: Verb, question: Question, reason: string | null = null): Step {
  return kinds[verb].step(question, reason);
}

/** What takes a verb back that was done to `before`; null where somebody changed that since. */
export function stepBack(verb: Verb, before: Question, now: Question): Step | null {
  // A declined one was given another reason.
  if (verb === 'decline' && before.status === 'REJECTED')
    return now.status === 'REJECTED' ? stepOf(verb, now, before.rejectionReason) : null;
  const { inverse } = kinds[verb];
  return inverse && fits(inverse, now) ? stepOf(inverse, now, before.rejectionReason) : null;
}

export function rightOf(verb: Verb): Right {
  return kinds[verb].right;
}

function review(body: object, status: Question['status']): Step {
  return { method: 'POST', deed: '/review', body, change: { status } };
}

function mark(right: 'pin' | 'freeze', field: 'isPinned' | 'isFrozen', on: boolean, inverse: Verb): Kind {
  return {
    right,
    fits: (question) => isPublic(question) && question[field] !== on,
    step: () => ({ method: on ? 'POST' : 'DELETE', deed: `/${right}`, change: { [field]: on } }),
    inverse,
  };
}
