// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { Question } from '../src/core/types';
import { listOf, problem, room, type Answer } from './fake-room';
import { json, question, settle, vote } from './fakes';

describe('deeds', () => {
  const q = question('q', { upvotes: 4, viewer: { upvoted: false, own: false } });
  const open = async (answer: Answer) => {
    const world = room((...call) => {
      const [method, path] = call;
      if (method === 'GET' && path === '/questions') return listOf(q);
      if (method === 'GET' && path === '/teams') return undefined;
      return answer(...call);
    });
    world.store.start();
    await settle();
    world.last().connected('a-1');
    return { ...world, shown: () => world.store.get().questions.get('q') };
  };

  it('a vote shows at once, is confirmed, and is not counted twice with its event', async () => {
    const { deeds, shown, last, store } = await open(() => ({
      questionId: 'q',
      upvotes: 5,
      upvoted: true,
      version: 2,
    }));
    const done = deeds.toggleVote('q');
    expect(shown()).toMatchObject({ upvotes: 5, viewer: { upvoted: true } });
    last().say({ ...vote('q', 5, 2), seq: 2 }, 'a-2');
    expect(shown()?.upvotes).toBe(5);
    await done;
    expect(shown()).toMatchObject({ upvotes: 5, viewer: { upvoted: true } });
    expect(store.get().overlay.deeds.size).toBe(0);
  });

  it('a refused vote is taken back with a message, and the question looked at again', async () => {
    const frozen = { ...q, isFrozen: true, version: 3 };
    const { deeds, shown, store, clock } = await open((method) =>
      method === 'GET' ? frozen : problem(409, 'question_frozen', 'Question is frozen'),
    );
    await deeds.toggleVote('q');
    expect(shown()).toMatchObject({ upvotes: 4, viewer: { upvoted: false } });
    expect(store.get().overlay.messages.get('q')).toBe('This question is frozen.');
    await clock.pass(1_000);
    expect(shown()?.isFrozen).toBe(true);
  });

  it('quick thumbs are sent one by one, and the last wish wins', async () => {
    let upvotes = 4;
    let version = 1;
    const { deeds, shown, asked } = await open((method) => {
      upvotes += method === 'POST' ? 1 : -1;
      version += 1;
      return { questionId: 'q', upvotes, upvoted: method === 'POST', version };
    });
    const first = deeds.toggleVote('q');
    void deeds.toggleVote('q');
    expect(shown()).toMatchObject({ upvotes: 4, viewer: { upvoted: false } });
    await first;
    expect(asked.slice(-2)).toEqual(['POST /questions/q/upvote', 'DELETE /questions/q/upvote']);
    expect(shown()).toMatchObject({ upvotes: 4, viewer: { upvoted: false } });
  });

  it('a question is one’s own once the server has it; a failed one waits with its reason', async () => {
    let fails = true;
    const { deeds, store } = await open(() =>
      fails ? problem(503, 'unavailable', 'Busy') : question('new'),
    );
    const draft = { key: 'k', body: 'Why?', authorName: null };
    expect(await deeds.ask(draft)).toBeNull();
    expect(store.get().overlay.asks).toMatchObject([
      { ...draft, error: 'The server is busy. Please try again in a moment.' },
    ]);
    fails = false;
    await deeds.ask(draft);
    expect(store.get().overlay.asks).toEqual([]);
    expect(store.get().questions.get('new')?.viewer).toEqual({ own: true, upvoted: false });
  });

  it('a Retry asks in the team it was asked in', async () => {
    const teams: unknown[] = [];
    const { deeds } = await open((method, _, { teamId }) => {
      if (method === 'POST') teams.push(teamId);
      return question('new');
    });
    await deeds.ask({ key: 'k', body: 'Why?', authorName: null, teamId: 'elsewhere' });
    expect(teams).toEqual(['elsewhere']);
  });

  it('pinning shows at once and falls back when it fails', async () => {
    const { deeds, shown, store } = await open((method) =>
      method === 'GET' ? q : problem(403, 'forbidden', 'Not yours'),
    );
    const done = deeds.change('q', 'POST', '/pin', undefined, { isPinned: true });
    expect(shown()?.isPinned).toBe(true);
    await expect(done).rejects.toThrow('Not yours');
    expect(shown()?.isPinned).toBe(false);
    expect(store.get().overlay.messages.get('q')).toBe('Your role does not allow this.');
  });

  it('an answer goes through votes that moved the version, but not over another answer', async () => {
    let now: Question = { ...q, version: 7 };
    const { deeds } = await open((_, __, { version, responseText }) => {
      if (version !== now.version) return problem(409, 'version_conflict', 'Changed', { current: now });
      now = { ...now, status: 'ANSWERED', responseText: String(responseText), version: now.version + 1 };
      return now;
    });
    expect(await deeds.rewrite('q', 'responseText', q, 'Yes')).toBe('done');
    expect(await deeds.rewrite('q', 'responseText', q, 'No')).toBe('conflict');
    expect(now.responseText).toBe('Yes');
    expect(await deeds.rewrite('q', 'responseText', now, 'No')).toBe('done');
  });

  it('withdrawing removes the question, and says why when it cannot', async () => {
    let answered = true;
    const { deeds, store } = await open((method) => {
      if (method === 'GET') return q;
      return answered ? problem(409, 'question_answered', 'It was answered') : json(undefined, 204);
    });
    expect(await deeds.remove('q')).toBe(false);
    expect(store.get().overlay.messages.get('q')).toBe('This question is answered.');
    answered = false;
    expect(await deeds.remove('q')).toBe(true);
    expect(store.get().questions.size).toBe(0);
  });
});
