/**
 * The wire: what the server sends, as docs/protocol.md describes it.
 * Unknown fields and event types are ignored, so newer servers stay readable.
 */

export type Status = 'UNDER_REVIEW' | 'OPEN' | 'ANSWERED' | 'ARCHIVED' | 'REJECTED';

export interface Tag {
  id: string;
  name: string;
  color: string;
}

/** The caller's own marks. Lists and single reads carry them, events never do. */
export interface Viewer {
  upvoted: boolean;
  own: boolean;
}

export interface Question {
  id: string;
  tenantId: string;
  teamId: string | null;
  body: string;
  authorName: string | null;
  status: Status;
  upvotes: number;
  isPinned: boolean;
  pinnedBy: string | null;
  pinnedAt: string | null;
  isFrozen: boolean;
  frozenBy: string | null;
  frozenAt: string | null;
  responseText: string | null;
  respondedAt: string | null;
  respondedBy: string | null;
  /** Why it was declined; null for all others. */
  rejectionReason: string | null;
  tags: readonly Tag[];
  mergedInto: string | null;
  createdAt: string;
  updatedAt: string;
  /** Grows by one with each change of this question. */
  version: number;
  viewer?: Viewer;
}

export interface Team {
  id: string;
  name: string;
  slug: string;
  description: string | null;
  /** Letters and digits to type on the join page; unique on the server. */
  joinCode: string;
  state: 'open' | 'vote-only' | 'closed';
  moderation: 'off' | 'all' | 'flagged';
  /** The question being answered when the team was read; `stage:changed` tells of later ones. */
  stageQuestionId?: string | null;
}

export interface Tenant {
  id: string;
  slug: string;
  name: string;
  /** Whether people may upvote their own questions. */
  ownUpvotes?: boolean;
  /** `#RRGGBB`, dark enough to carry white text. */
  brandColor?: string | null;
}

export interface Me {
  kind: 'anonymous' | 'participant' | 'staff';
  role: 'moderator' | 'admin' | 'owner' | null;
  name: string | null;
  /** A member of staff's account. */
  id?: string | null;
  permissions: readonly string[];
}

export interface Page<T> {
  items: readonly T[];
  nextCursor: string | null;
  /** `<epoch>-<seq>`: the place in the log this page was read at. */
  position: string;
}

/** The first picture, as it comes with the page: one consistent read. */
export interface Boot {
  tenant: Tenant;
  me: Me;
  teams: readonly Team[];
  /** The team of this page; null without one, or when there is none of that name. */
  teamId: string | null;
  /** Left out where the page has none to show. */
  questions?: Page<Question>;
  /** The public address, `https://…`. */
  origin: string;
}

export interface VoteResult {
  questionId: string;
  upvotes: number;
  upvoted: boolean;
  version: number;
}

interface Change {
  questionId: string;
  version: number;
}

/** Event type → its `data`. The reducer is a total match over these keys. */
export interface EventData {
  'question:created': Question;
  'question:submitted': Question;
  'question:updated': Question;
  'question:answered': Question;
  'question:upvoted': Change & { upvotes: number };
  'question:reopened': Change & { status: Status };
  'question:archived': Change & { status: Status };
  'question:restored': Question | (Change & { status: Status; question?: Question });
  'question:tagged': Change & { tags: readonly Tag[] };
  'question:untagged': Change & { tags: readonly Tag[] };
  'question:pinned': Change & { isPinned: boolean; pinnedBy: string | null; pinnedAt: string | null };
  'question:frozen': Change & { isFrozen: boolean; frozenBy: string | null; frozenAt: string | null };
  'question:rejected': Change & { reason: string | null };
  'question:merged': Change & { into: string; upvotes: number };
  /** Both questions whole, whatever the keys. */
  'question:unmerged': Readonly<Record<string, unknown>> | readonly unknown[];
  'question:deleted': { questionId: string };
  'stage:changed': { teamId: string | null; questionId: string | null };
  'tag:created': Tag;
  'tag:updated': Tag;
  'tag:deleted': { id: string };
  'team:created': Team;
  'team:updated': Team;
  'team:deleted': { id: string };
  'tenant:updated': Tenant;
  presence: { teamId: string | null; viewers: number };
}

export type EventType = keyof EventData;

export type AppEvent = {
  [T in EventType]: { type: T; data: EventData[T]; seq?: number; timestamp?: number };
}[EventType];

/** What the stream says about itself; never filtered, never part of the log. */
export type StreamMessage =
  | { type: 'connected'; as: Me['kind']; heartbeatMs: number; position: string }
  | { type: 'heartbeat' }
  | { type: 'reset'; position: string; reason: string }
  | { type: 'busy' }
  | { type: 'expired' }
  | { type: 'draining' };

/** The answer of `GET /events`, the stream's long-poll twin. */
export interface EventPage {
  events: readonly AppEvent[];
  position: string;
  reset: boolean;
}
