/**
 * The reducer against the server: a meeting recorded from a running one, the events of its log and what it
 * listed at places in it. The Rust tests fold the same file, so both make the same of it.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { emptyState, reduce, type State } from '../src/core/reducer';
import { select } from '../src/core/selectors';
import type { AppEvent, Question, Status } from '../src/core/types';

interface Recorded {
  events: readonly (AppEvent & { seq: number })[];
  lists: readonly { seq: number; items: readonly Question[] }[];
}

const recorded = JSON.parse(readFileSync('../tests/vectors/meeting.json', 'utf8')) as Recorded;
const statuses: readonly Status[] = ['UNDER_REVIEW', 'OPEN', 'ANSWERED', 'ARCHIVED', 'REJECTED'];

/** What events do not follow is left out, as in the recording: own marks, and when it last changed. */
function comparable({ viewer: _viewer, updatedAt: _at, ...question }: Question) {
  return { ...question, tags: question.tags.toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
}

function listed(state: State) {
  return select(state.questions.values(), { statuses }, 'popular').map(comparable);
}

function upTo(seq: number, events: readonly AppEvent[]): State {
  return events.filter((event) => (event.seq ?? 0) <= seq).reduce(reduce, emptyState);
}

describe('a recorded meeting', () => {
  it('holds every type of event', () => {
    expect(new Set(recorded.events.map(({ type }) => type)).size).toBeGreaterThan(20);
  });

  it.each(recorded.lists)('gives the list the server showed at $seq', ({ seq, items }) => {
    const state = upTo(seq, recorded.events);
    expect(listed(state)).toEqual(items);
    expect([...state.unknown]).toEqual([]);
  });

  it('gives the same heard twice over, or late', () => {
    const { seq, items } = recorded.lists.at(-1) ?? { seq: 0, items: [] };
    const once = recorded.events.filter((event) => event.seq <= seq);
    const twice = once.flatMap((event, index) => [event, ...once.slice(Math.max(0, index - 3), index + 1)]);
    expect(listed(twice.reduce(reduce, emptyState))).toEqual(items);
  });
});
