/**
 * `(state, event) -> state`, pure, over every event type of the protocol.
 *
 * A question's `version` decides: an older picture never overwrites a newer one and the same event
 * applied twice changes nothing. Events carry no `viewer`, so own marks survive them.
 */
import { emptyState, withEntry, withMember, withoutEntry, withoutMember, type State } from './state';
import type { AppEvent, Question, Tag, Team, VoteResult } from './types';

export { emptyState, type State };

export function reduce(state: State, event: AppEvent): State {
  switch (event.type) {
    case 'question:created':
    case 'question:submitted':
    case 'question:updated':
    case 'question:answered':
      return learn(state, event.data);
    case 'question:restored':
      return restored(state, event.data);
    case 'question:upvoted':
      return patch(state, event.data, { upvotes: event.data.upvotes }, 'jump');
    case 'question:archived':
      return patch(state, event.data, { status: event.data.status });
    case 'question:reopened':
      return patch(state, event.data, { status: event.data.status, ...noAnswer });
    case 'question:rejected':
      return patch(state, event.data, { status: 'REJECTED', rejectionReason: event.data.reason });
    case 'question:tagged':
    case 'question:untagged':
      return patch(state, event.data, { tags: event.data.tags });
    case 'question:pinned': {
      const { isPinned, pinnedBy, pinnedAt } = event.data;
      return patch(state, event.data, { isPinned, pinnedBy, pinnedAt });
    }
    case 'question:frozen': {
      const { isFrozen, frozenBy, frozenAt } = event.data;
      return patch(state, event.data, { isFrozen, frozenBy, frozenAt });
    }
    case 'question:merged':
      // The version is the merged question's; the other one changed too and is read afresh.
      return askFor(patch(state, event.data, { mergedInto: event.data.into }), event.data.into);
    case 'question:unmerged':
      return Object.values(event.data).flat().filter(isQuestion).reduce(learn, state);
    case 'question:deleted':
      return forget(state, event.data.questionId);
    default:
      return reduceSurroundings(state, event);
  }
}

const noAnswer = { responseText: null, respondedAt: null, respondedBy: null };

/** Stage, tags, teams, tenant, presence: the things around the questions. */
function reduceSurroundings(state: State, event: AppEvent): State {
  switch (event.type) {
    case 'stage:changed':
      return restage(state, event.data);
    case 'tag:created':
    case 'tag:updated':
      return retag(state, event.data);
    case 'tag:deleted':
      return dropTag(state, event.data.id);
    case 'team:created':
    case 'team:updated':
      return { ...state, teams: withEntry(state.teams, event.data.id, event.data) };
    case 'team:deleted':
      return { ...state, teams: withoutEntry(state.teams, event.data.id) };
    case 'tenant:updated':
      return { ...state, tenant: event.data };
    case 'presence':
      return { ...state, presence: withEntry(state.presence, event.data.teamId ?? '', event.data.viewers) };
    default:
      return state; // a newer server's event
  }
}

/** Takes a whole picture of a question: from an event, a list, a single read or a deed's answer. */
export function learn(state: State, picture: Question): State {
  if (state.gone.has(picture.id)) return state;
  const known = state.questions.get(picture.id);
  if (known && known.version > picture.version) {
    // Too old to show, but maybe the first one to say whose it is.
    if (known.viewer || !picture.viewer) return state;
    return {
      ...state,
      questions: withEntry(state.questions, known.id, { ...known, viewer: picture.viewer }),
    };
  }
  const next: Question = { ...picture, tags: currentTags(state, picture.tags) };
  const viewer = picture.viewer ?? known?.viewer;
  if (viewer) next.viewer = viewer;
  // What was asked for must be newer than what we had, else it may be a read from before the asking.
  const unknown = known?.version === picture.version ? state.unknown : withoutMember(state.unknown, next.id);
  return { ...state, unknown, questions: withEntry(state.questions, next.id, next) };
}

/** Takes the answer to an own vote. The caller's mark is news even where the count is not. */
export function learnVote(state: State, vote: VoteResult): State {
  const known = state.questions.get(vote.questionId);
  if (!known) return state;
  const viewer = { own: known.viewer?.own ?? false, upvoted: vote.upvoted };
  const newer = vote.version > known.version ? { upvotes: vote.upvotes, version: vote.version } : {};
  return { ...state, questions: withEntry(state.questions, known.id, { ...known, ...newer, viewer }) };
}

export function forget(state: State, id: string): State {
  return {
    ...state,
    questions: withoutEntry(state.questions, id),
    unknown: withoutMember(state.unknown, id),
    gone: withMember(state.gone, id),
  };
}

/** The server says there is nothing to see; a later event may still bring it. */
export function hide(state: State, id: string): State {
  return { ...state, questions: withoutEntry(state.questions, id) };
}

/** The question is being fetched. An event that comes meanwhile asks for it again. */
export function asked(state: State, id: string): State {
  return { ...state, unknown: withoutMember(state.unknown, id) };
}

export function askFor(state: State, id: string): State {
  return state.gone.has(id) ? state : { ...state, unknown: withMember(state.unknown, id) };
}

/** 'if new' is for a list that may be older than what events said since. */
export function learnTags(state: State, tags: readonly Tag[], which: 'all' | 'if new' = 'all'): State {
  const isNews = ({ id }: Tag) => which === 'all' || !(state.tags.has(id) || state.goneTags.has(id));
  return tags.filter(isNews).reduce(retag, state);
}

export function learnTeams(state: State, teams: readonly Team[]): State {
  return {
    ...state,
    teams: new Map(teams.map((team) => [team.id, team])),
    stage: new Map(teams.map(({ id, stageQuestionId }) => [id, stageQuestionId ?? null])),
  };
}

/**
 * Applies part of a question. Vote events are conflated, so their versions may jump; with any other
 * type a jump means a change we were not told of, and the question is read afresh.
 */
function patch(
  state: State,
  { questionId, version }: { questionId: string; version: number },
  change: Partial<Question>,
  versions: 'exact' | 'jump' = 'exact',
): State {
  const known = state.questions.get(questionId);
  if (!known) return askFor(state, questionId);
  if (version <= known.version) return state;
  const next = {
    ...state,
    questions: withEntry(state.questions, questionId, { ...known, ...change, version }),
  };
  return versions === 'exact' && version > known.version + 1 ? askFor(next, questionId) : next;
}

function restored(state: State, data: Extract<AppEvent, { type: 'question:restored' }>['data']): State {
  if (isQuestion(data)) return learn(state, data);
  if (data.question) return learn(state, data.question);
  return patch(state, data, { status: data.status });
}

/** No question's version moves with a tag, so pictures are corrected by tag id. */
function retag(state: State, tag: Tag): State {
  const tags = withEntry(state.tags, tag.id, tag);
  const goneTags = withoutMember(state.goneTags, tag.id);
  const questions = mapTagged(state, tag.id, (old) => (old.id === tag.id ? [tag] : [old]));
  return { ...state, tags, goneTags, questions };
}

function dropTag(state: State, id: string): State {
  const questions = mapTagged(state, id, (old) => (old.id === id ? [] : [old]));
  return {
    ...state,
    tags: withoutEntry(state.tags, id),
    goneTags: withMember(state.goneTags, id),
    questions,
  };
}

function mapTagged(state: State, id: string, change: (tag: Tag) => Tag[]): ReadonlyMap<string, Question> {
  const touched = [...state.questions.values()].filter((q) => q.tags.some((tag) => tag.id === id));
  if (touched.length === 0) return state.questions;
  const copy = new Map(state.questions);
  for (const q of touched) copy.set(q.id, { ...q, tags: q.tags.flatMap(change) });
  return copy;
}

/** A picture may have been taken before a tag changed; what the log said of tags wins. */
function currentTags(state: State, tags: readonly Tag[]): readonly Tag[] {
  return tags.filter((tag) => !state.goneTags.has(tag.id)).map((tag) => state.tags.get(tag.id) ?? tag);
}

/** A team's picture tells its stage too; both follow. */
function restage(
  state: State,
  { teamId, questionId }: Extract<AppEvent, { type: 'stage:changed' }>['data'],
): State {
  const stage = withEntry(state.stage, teamId ?? '', questionId);
  const team = state.teams.get(teamId ?? '');
  if (!team) return { ...state, stage };
  return {
    ...state,
    stage,
    teams: withEntry(state.teams, team.id, { ...team, stageQuestionId: questionId }),
  };
}

function isQuestion(value: unknown): value is Question {
  return (
    typeof value === 'object' && value !== null && 'id' in value && 'body' in value && 'version' in value
  );
}
