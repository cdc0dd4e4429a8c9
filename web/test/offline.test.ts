// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { Deeds } from '../src/core/deeds';
import { listOf, problem, room, type Answer } from './fake-room';
import { question, settle, vote } from './fakes';

const q = question('q', { upvotes: 4, viewer: { upvoted: false, own: false } });
const lost = () => Promise.reject(new Error('lost'));
const draft = (key: string) => ({ key, body: `Why ${key}?`, authorName: null });

async function open(answer: Answer = () => undefined) {
  let onLine = true;
  let reachable = true;
  const world = room((...call) => {
    if (!reachable) return lost();
    const [method, path, body] = call;
    if (method === 'GET') return path === '/questions' ? listOf(q) : undefined;
    const special = answer(...call);
    if (special) return special;
    if (path.endsWith('/upvote'))
      return { questionId: 'q', upvotes: 5, upvoted: method === 'POST', version: 2 };
    return question(String(body['body']));
  });
  world.deps.onLine = () => onLine;
  world.store.start();
  await settle();
  world.last().connected('a-1');
  return {
    ...world,
    goOffline: () => {
      onLine = reachable = false;
      world.wake('offline');
    },
    goDown: () => {
      reachable = false;
      world.last().cut();
    },
    comeBack: async () => {
      onLine = reachable = true;
      world.wake('online');
      world.last().connected('a-1');
      await settle();
    },
  };
}

describe('without a network', () => {
  it('says offline at once, since when, and tries on', async () => {
    const { store, goOffline, sources, clock } = await open();
    goOffline();
    expect(store.get()).toMatchObject({ stream: 'offline', downSince: clock.time });
    const tries = sources.length;
    await clock.pass(1_000);
    expect(sources.length).toBeGreaterThan(tries);
    expect(store.get().stream).toBe('offline');
  });

  it('keeps votes and questions, shows them, and sends them in order once back', async () => {
    const { store, deeds, goOffline, comeBack, asked } = await open();
    goOffline();
    const before = asked.length;
    expect(await deeds.ask(draft('1'))).toBe('queued');
    await deeds.toggleVote('q');
    expect(await deeds.ask(draft('2'))).toBe('queued');
    expect(store.get().overlay.asks).toMatchObject([
      { key: '1', queued: true, error: null },
      { key: '2', queued: true, error: null },
    ]);
    expect(store.get().overlay.deeds.get('vote:q')).toMatchObject({ queued: true });
    expect(store.get().questions.get('q')).toMatchObject({ upvotes: 5, viewer: { upvoted: true } });
    expect(asked).toHaveLength(before);
    await comeBack();
    expect(asked.slice(before)).toEqual(['POST /questions', 'POST /questions/q/upvote', 'POST /questions']);
    expect(store.get().overlay).toMatchObject({ asks: [], deeds: new Map() });
    expect(store.get().questions.has('Why 1?')).toBe(true);
  });

  it('keeps what got no answer while the stream is down, but not while it stands', async () => {
    let answers = false;
    const { store, deeds, goDown, comeBack } = await open(() => (answers ? undefined : lost()));
    expect(await deeds.ask(draft('1'))).toBeNull();
    goDown();
    await deeds.toggleVote('q');
    expect(store.get().overlay.messages.size).toBe(0);
    answers = true;
    await comeBack();
    expect(store.get().questions.get('q')).toMatchObject({ upvotes: 5, viewer: { upvoted: true } });
  });

  it('sends only the last wish of a thumb', async () => {
    const { deeds, goOffline, comeBack, asked, store } = await open();
    goOffline();
    await deeds.toggleVote('q');
    await deeds.toggleVote('q');
    expect(store.get().questions.get('q')?.upvotes).toBe(4);
    await comeBack();
    expect(asked.at(-1)).toBe('DELETE /questions/q/upvote');
    expect(store.get().overlay.deeds.size).toBe(0);
  });

  it('tells what the server refuses afterwards, and goes on with the rest', async () => {
    const { store, deeds, goOffline, comeBack } = await open((_, path) =>
      path.endsWith('/upvote') ? problem(409, 'x', 'Question is frozen') : undefined,
    );
    goOffline();
    await deeds.toggleVote('q');
    await deeds.ask(draft('1'));
    await comeBack();
    expect(store.get().overlay.messages.get('q')).toBe('Question is frozen');
    expect(store.get().questions.get('q')?.viewer?.upvoted).toBe(false);
    expect(store.get().questions.has('Why 1?')).toBe(true);
  });

  it('keeps over a reload what is being sent while it happens', async () => {
    const { store, deeds, goOffline, comeBack } = await open((method, path) =>
      method === 'POST' && path === '/questions' ? new Promise(() => undefined) : undefined,
    );
    goOffline();
    await deeds.ask(draft('1'));
    await comeBack();
    expect(store.get().overlay.asks).toMatchObject([{ key: '1', queued: false }]);
    expect(JSON.parse(store.deps.storage?.getItem('openfloor.asks.acme') ?? '')).toMatchObject([
      { key: '1', queued: true },
    ]);
  });

  it('keeps unsent questions over a reload of the tab, and sends them when it is connected', async () => {
    const { store, deeds, goOffline } = await open();
    goOffline();
    await deeds.ask(draft('1'));
    await deeds.ask(draft('2'));
    deeds.dropAsk('2');
    const keys: unknown[] = [];
    const { deps, last, ...again } = room((method, path) => {
      if (method === 'POST') keys.push(path);
      return method === 'POST' ? question('Why 1?') : listOf(q);
    });
    deps.storage = store.deps.storage;
    const reborn = new Deeds(again.store);
    expect(again.store.get().overlay.asks).toMatchObject([{ key: '1', body: 'Why 1?', queued: true }]);
    again.store.start();
    await settle();
    expect(keys).toEqual([]);
    last().connected('a-1');
    await settle();
    expect(keys).toEqual(['/questions']);
    expect(again.store.get().questions.get('Why 1?')?.viewer?.own).toBe(true);
    expect(deps.storage?.getItem('openfloor.asks.acme')).toBe('[]');
    reborn.dropAsk('1');
  });
});

describe('after an outage', () => {
  it('tells how many updates were caught up, and not after a short break', async () => {
    const { store, last, clock, goDown, comeBack } = await open();
    goDown();
    await clock.pass(100);
    await comeBack();
    await clock.pass(2_000);
    expect(store.get()).toMatchObject({ caughtUp: null, downSince: null });
    goDown();
    const since = clock.time;
    await clock.pass(5_000);
    expect(store.get().downSince).toBe(since);
    await comeBack();
    for (const seq of [2, 3, 4]) last().say({ ...vote('q', seq, seq), seq }, `a-${seq}`);
    await clock.pass(1_000);
    expect(store.get()).toMatchObject({ caughtUp: 3, downSince: null });
    goDown();
    expect(store.get().caughtUp).toBeNull();
  });

  it('counts changed questions where the lists had to be read again', async () => {
    const { store, last, clock, goDown, comeBack } = await open();
    last().say({ ...vote('q', 9, 9), seq: 2 }, 'a-2');
    goDown();
    await clock.pass(5_000);
    await comeBack();
    last().say({ type: 'reset', position: 'a-9', reason: 'trimmed' }, 'a-9');
    await settle();
    last().connected('a-1');
    await clock.pass(1_000);
    expect(store.get().caughtUp).toBe(1);
  });

  it('is over for who asks to reconnect after the lists were refused', async () => {
    let refused = false;
    const { store, last } = room((_, path) =>
      path !== '/questions' ? undefined : refused ? problem(403, 'forbidden', 'No') : listOf(q),
    );
    store.start();
    await settle();
    last().connected('a-1');
    refused = true;
    last().say({ type: 'reset', position: 'a-9', reason: 'trimmed' }, 'a-9');
    await settle();
    expect(store.get().error).not.toBeNull();
    refused = false;
    store.reopen();
    await settle();
    expect(store.get().error).toBeNull();
  });

  it('is not waited for when somebody asks to reconnect', async () => {
    const { store, sources, goDown } = await open();
    goDown();
    const tries = sources.length;
    store.reopen();
    expect(sources).toHaveLength(tries + 1);
  });
});
