// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { asked, askFor, emptyState, forget, learn, learnVote, reduce, type State } from '../src/core/reducer';
import type { AppEvent, Question } from '../src/core/types';
import { FakeServer } from './fake-server';
import { chance, question, vote } from './fakes';

const tag = { id: 't1', name: 'Product', color: '#3B82F6' };
const knowing = (...questions: Question[]): State => questions.reduce(learn, emptyState);
const after = (state: State, ...events: AppEvent[]): State => events.reduce(reduce, state);

describe('every event type', () => {
  const q = question('q1', { version: 3 });
  const cases: [AppEvent, Partial<Question>][] = [
    [{ type: 'question:updated', data: { ...q, body: 'New words', version: 4 } }, { body: 'New words' }],
    [vote('q1', 15, 4), { upvotes: 15 }],
    [
      { type: 'question:answered', data: { ...q, status: 'ANSWERED', responseText: 'Yes', version: 4 } },
      { status: 'ANSWERED', responseText: 'Yes' },
    ],
    [
      { type: 'question:reopened', data: { questionId: 'q1', status: 'OPEN', version: 4 } },
      { status: 'OPEN', responseText: null },
    ],
    [
      { type: 'question:archived', data: { questionId: 'q1', status: 'ARCHIVED', version: 4 } },
      { status: 'ARCHIVED' },
    ],
    [
      { type: 'question:restored', data: { questionId: 'q1', status: 'OPEN', version: 4 } },
      { status: 'OPEN' },
    ],
    [{ type: 'question:restored', data: { ...q, body: 'Back', version: 4 } }, { body: 'Back' }],
    [
      {
        type: 'question:restored',
        data: { questionId: 'q1', status: 'OPEN', version: 4, question: { ...q, body: 'Back', version: 4 } },
      },
      { body: 'Back' },
    ],
    [{ type: 'question:tagged', data: { questionId: 'q1', tags: [tag], version: 4 } }, { tags: [tag] }],
    [{ type: 'question:untagged', data: { questionId: 'q1', tags: [], version: 4 } }, { tags: [] }],
    [
      {
        type: 'question:pinned',
        data: { questionId: 'q1', isPinned: true, pinnedBy: 'm', pinnedAt: 'now', version: 4 },
      },
      { isPinned: true, pinnedBy: 'm' },
    ],
    [
      {
        type: 'question:frozen',
        data: { questionId: 'q1', isFrozen: true, frozenBy: 'm', frozenAt: 'now', version: 4 },
      },
      { isFrozen: true, frozenBy: 'm' },
    ],
    [
      { type: 'question:rejected', data: { questionId: 'q1', reason: 'Off topic', version: 4 } },
      { status: 'REJECTED', rejectionReason: 'Off topic' },
    ],
  ];

  it.each(cases)('$type changes what it says and raises the version', (event, expected) => {
    const known = after(knowing(q), event).questions.get('q1');
    expect(known).toMatchObject({ ...expected, version: 4 });
  });

  it.each(cases)('$type twice is $type once', (event) => {
    const once = after(knowing(q), event);
    expect(after(once, event)).toEqual(once);
  });

  it.each(cases)('$type of the past changes nothing', (event) => {
    const newer = knowing({ ...q, version: 9, body: 'Newest', upvotes: 99 });
    expect(after(newer, event).questions).toEqual(newer.questions);
  });

  it.each(cases.filter(([event]) => !('body' in event.data) && !('question' in event.data)))(
    '$type of an unknown question asks for it whole',
    (event) => {
      const state = after(emptyState, event);
      expect([...state.unknown]).toEqual(['q1']);
      expect(learn(state, q).unknown.size).toBe(0);
    },
  );

  it('created and submitted bring a question', () => {
    const state = after(
      emptyState,
      { type: 'question:created', data: question('a') },
      { type: 'question:submitted', data: question('b', { status: 'UNDER_REVIEW' }) },
    );
    expect([...state.questions.keys()]).toEqual(['a', 'b']);
  });

  it('deleted stays deleted, whatever comes late', () => {
    const state = after(knowing(q), { type: 'question:deleted', data: { questionId: 'q1' } });
    expect(learn(state, { ...q, version: 9 }).questions.size).toBe(0);
    expect(after(state, vote('q1', 3, 10)).unknown.size).toBe(0);
    expect(askFor(state, 'q1').unknown.size).toBe(0);
  });

  it('merged hides one and reads both afresh; unmerged brings both back', () => {
    const data = { questionId: 'q1', into: 'q2', upvotes: 5, version: 4 };
    const merged = after(knowing(q, question('q2')), { type: 'question:merged', data });
    expect(merged.questions.get('q1')?.mergedInto).toBe('q2');
    expect([...merged.unknown]).toEqual(['q2']);
    const pair = { question: { ...q, version: 5 }, into: question('q2', { version: 3 }) };
    for (const shape of [pair, { questions: Object.values(pair) }, Object.values(pair)]) {
      const back = after(merged, { type: 'question:unmerged', data: shape });
      expect(back.questions.get('q1')?.mergedInto).toBeNull();
      expect(back.unknown.size).toBe(0);
    }
  });

  it('a jump of the version is read afresh, except for votes, which are conflated', () => {
    const pinned = { questionId: 'q1', isPinned: true, pinnedBy: null, pinnedAt: null, version: 7 };
    expect([...after(knowing(q), { type: 'question:pinned', data: pinned }).unknown]).toEqual(['q1']);
    expect(after(knowing(q), vote('q1', 40, 43)).unknown.size).toBe(0);
  });

  it('tags follow by id, in questions too', () => {
    const tagged = after(knowing({ ...q, tags: [tag] }), {
      type: 'tag:updated',
      data: { ...tag, name: 'Products' },
    });
    expect(tagged.questions.get('q1')?.tags[0]?.name).toBe('Products');
    const late = learn(tagged, { ...q, tags: [tag], version: 4 });
    expect(late.questions.get('q1')?.tags[0]?.name).toBe('Products');
    const gone = after(late, { type: 'tag:deleted', data: { id: 't1' } });
    expect(gone.questions.get('q1')?.tags).toEqual([]);
    expect(learn(gone, { ...q, tags: [tag], version: 5 }).questions.get('q1')?.tags).toEqual([]);
    expect(after(gone, { type: 'tag:created', data: tag }).tags.get('t1')).toEqual(tag);
  });

  it('stage, teams, tenant and presence are kept', () => {
    const team = {
      id: 'x',
      name: 'X',
      slug: 'x',
      description: null,
      joinCode: 'K7PM2X',
      state: 'open',
      moderation: 'off',
    } as const;
    const state = after(
      emptyState,
      { type: 'stage:changed', data: { teamId: 'x', questionId: 'q1' } },
      { type: 'team:created', data: team },
      { type: 'team:updated', data: { ...team, state: 'closed' } },
      { type: 'tenant:updated', data: { id: 't', slug: 'acme', name: 'Acme' } },
      { type: 'presence', data: { teamId: null, viewers: 7 } },
    );
    expect(state.stage.get('x')).toBe('q1');
    expect(state.teams.get('x')?.state).toBe('closed');
    expect(state.tenant?.name).toBe('Acme');
    expect(state.presence.get('')).toBe(7);
    expect(after(state, { type: 'team:deleted', data: { id: 'x' } }).teams.size).toBe(0);
  });

  it('an unknown type is let pass', () => {
    const event = { type: 'question:sung', data: {} } as unknown as AppEvent;
    expect(reduce(emptyState, event)).toBe(emptyState);
  });
});

describe('own marks', () => {
  const mine = question('q1', { version: 3, viewer: { upvoted: true, own: true } });

  it('survive events, which never carry them', () => {
    expect(after(knowing(mine), vote('q1', 9, 4)).questions.get('q1')?.viewer).toEqual(mine.viewer);
    const { viewer: _, ...bare } = mine;
    expect(learn(knowing(mine), { ...bare, version: 9 }).questions.get('q1')?.viewer).toEqual(mine.viewer);
  });

  it('come even with an older picture when nobody told them before', () => {
    const fromEvent = knowing(question('q1', { version: 8, upvotes: 4 }));
    const known = learn(fromEvent, mine).questions.get('q1');
    expect(known).toMatchObject({ version: 8, upvotes: 4, viewer: { own: true, upvoted: true } });
  });

  it('are not undone by a list read before the vote', () => {
    const voted = learnVote(knowing({ ...mine, viewer: { upvoted: false, own: true } }), {
      questionId: 'q1',
      upvotes: 1,
      upvoted: true,
      version: 4,
    });
    const late = learn(voted, { ...mine, viewer: { upvoted: false, own: true } });
    expect(late.questions.get('q1')).toMatchObject({ upvotes: 1, version: 4, viewer: { upvoted: true } });
  });

  it('learn from a vote whose event came first, without counting it again', () => {
    const state = after(knowing(question('q1', { upvotes: 4 })), vote('q1', 5, 2));
    const known = learnVote(state, { questionId: 'q1', upvotes: 5, upvoted: true, version: 2 });
    expect(known.questions.get('q1')).toMatchObject({ upvotes: 5, version: 2, viewer: { upvoted: true } });
    expect(
      learnVote(forget(known, 'q1'), { questionId: 'q1', upvotes: 1, upvoted: true, version: 1 }),
    ).toBeDefined();
  });
});

/** Asks back for what is unknown, as the store does. */
function fetchUnknown(state: State, pictures: ReadonlyMap<string, Question>): State {
  let next = state;
  for (const id of state.unknown) {
    const picture = pictures.get(id);
    next = asked(next, id);
    if (picture) next = learn(next, picture);
  }
  return next;
}

describe('whatever the schedule', () => {
  it.each(Array.from({ length: 150 }, (_, seed) => seed))(
    'a list, the log after it, doubles and late reads end at the truth (seed %i)',
    (seed) => {
      const random = chance(seed);
      const server = new FakeServer(random);
      const past: { at: number; pictures: Map<string, Question> }[] = [];
      for (let i = 0; i < 120; i += 1) {
        server.anything();
        past.push({ at: server.log.length, pictures: new Map(structuredClone([...server.questions])) });
      }
      const start = past[Math.floor(random() * past.length)] ?? { at: 0, pictures: new Map() };
      let state = knowing(...start.pictures.values());
      const rest = server.log.slice(start.at);
      const seen: AppEvent[] = [];
      for (const event of rest) {
        seen.push(event);
        state = reduce(state, event);
        if (random() < 0.3) state = reduce(state, seen[Math.floor(random() * seen.length)] ?? event);
        // a read answered late or early: any picture from now on or before
        const read = past[Math.floor(random() * past.length)];
        const picture = read && [...read.pictures.values()][Math.floor(random() * read.pictures.size)];
        if (picture && read.at >= start.at && random() < 0.3) state = learn(state, picture);
        if (random() < 0.2) state = fetchUnknown(state, server.questions);
      }
      state = fetchUnknown(state, server.questions);
      expect(new Map([...state.questions].sort())).toEqual(new Map([...server.questions].sort()));
    },
  );
});
