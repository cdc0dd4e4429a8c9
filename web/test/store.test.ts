// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { Question } from '../src/core/types';
import { listOf, problem, room } from './fake-room';
import { FakeServer } from './fake-server';
import { chance, question, settle, vote, type FakeSource } from './fakes';

const team = { id: 'x', name: 'Eng', slug: 'eng', description: null, state: 'open', moderation: 'off' };

describe('reading', () => {
  it('follows the pages and listens from the position of the first', async () => {
    const { store, last } = room((_, path, __, query) => {
      if (path !== '/questions') return undefined;
      const page = query.get('cursor') ?? '1';
      const nextCursor = page === '1' ? '2' : null;
      return { items: [question(`q${page}`)], nextCursor, position: `a-${page}` };
    });
    store.start();
    await settle();
    expect([...store.get().questions.keys()]).toEqual(['q1', 'q2']);
    expect(store.get().phase).toBe('ready');
    expect(last().query.get('after')).toBe('a-1');
    expect(last().query.get('tenantId')).toBe('acme');
  });

  it('finds the room by its slug and listens to it alone', async () => {
    const { store, last } = room((_, path) => (path === '/teams' ? { items: [team] } : listOf()), {
      slug: 'eng',
    });
    store.start();
    await settle();
    expect(store.get().team?.name).toBe('Eng');
    expect(last().query.get('teamId')).toBe('x');
  });

  it('says so when there is no such room', async () => {
    const { store, sources } = room(() => ({ items: [team] }), { slug: 'nowhere' });
    store.start();
    await settle();
    expect(store.get().phase).toBe('no-team');
    expect(sources).toHaveLength(0);
  });

  it('tries nothing again once it was stopped, however many lists failed', async () => {
    const { store, clock, asked } = room((_, path, __, query) =>
      query.has('status') ? problem(503, 'x', 'Not now') : path === '/questions' ? listOf() : undefined,
    );
    store.start();
    await settle();
    await store.alsoRead(['UNDER_REVIEW', 'REJECTED']);
    expect(store.get()).toMatchObject({ error: 'Not now', whole: false });
    store.stop();
    const tries = asked.length;
    await clock.pass(60_000);
    expect(asked).toHaveLength(tries);
  });

  it('tries again after a fault, and not after a refusal', async () => {
    let status = 503;
    const { store, clock, asked } = room((_, path) => {
      if (path === '/teams') return undefined;
      return status === 200 ? listOf(question('q')) : problem(status, 'x', 'Not now');
    });
    store.start();
    await settle();
    expect(store.get()).toMatchObject({ phase: 'failed', error: 'Not now' });
    status = 404;
    await clock.pass(2_000);
    const tries = asked.length;
    await clock.pass(60_000);
    expect(asked).toHaveLength(tries);
    status = 200;
    store.start();
    await settle();
    expect(store.get()).toMatchObject({ phase: 'ready', error: null });
  });

  it('reads everything again after a reset, and drops what is no more', async () => {
    let items = [question('old', { version: 90 }), question('kept', { version: 90 })];
    const { store, last } = room((_, path) => (path === '/questions' ? listOf(...items) : undefined));
    store.start();
    await settle();
    last().connected('a-1');
    items = [question('kept', { version: 3 })]; // restored from a backup: versions go back
    last().say({ type: 'reset', position: 'b-1', reason: 'epoch' }, 'b-1');
    await settle();
    expect([...store.get().questions.values()].map(({ id, version }) => [id, version])).toEqual([
      ['kept', 3],
    ]);
  });

  it('reads everything again as somebody else, and tells', async () => {
    let told = 0;
    const { store, last, clock, asked } = room((_, path) => (path === '/questions' ? listOf() : undefined), {
      slug: null,
      onIdentity: () => void (told += 1),
    });
    store.start();
    await settle();
    last().connected('a-1', 'staff');
    last().cut();
    await clock.pass(1_000);
    last().connected('a-1', 'participant');
    await settle();
    expect(told).toBe(1);
    expect(asked.filter((call) => call === 'GET /questions')).toHaveLength(2);
  });

  it('fetches questions that events spoke of and no list showed', async () => {
    let found = true;
    const { store, last, clock } = room((_, path) => {
      if (path.startsWith('/questions/far'))
        return found ? question('far', { version: 5 }) : problem(404, 'not_found', 'No');
      return path === '/questions' ? listOf() : undefined;
    });
    store.start();
    await settle();
    last().connected('a-1');
    last().say({ ...vote('far', 3, 4), seq: 2 }, 'a-2');
    await clock.pass(1_000);
    expect(store.get().questions.get('far')?.version).toBe(5);
    found = false;
    last().say({ ...vote('farther', 3, 4), seq: 3 }, 'a-3');
    await clock.pass(1_000);
    expect(store.get().state.unknown.size).toBe(0);
  });

  it('keeps a vote that was confirmed while the lists were read', async () => {
    let release: (() => void) | undefined;
    const { store, deeds } = room((_, path) => {
      if (path.endsWith('/upvote')) return { questionId: 'q', upvotes: 1, upvoted: true, version: 2 };
      if (path !== '/questions') return undefined;
      const list = listOf(question('q', { viewer: { upvoted: false, own: false } }));
      return release ? new Promise((done) => (release = () => done(list))) : list;
    });
    store.start();
    await settle();
    release = () => undefined;
    void store.reload();
    await settle();
    await deeds.toggleVote('q');
    release();
    await settle();
    expect(store.get().questions.get('q')).toMatchObject({ upvotes: 1, viewer: { upvoted: true } });
  });
});

const visible = (all: Iterable<Question>) =>
  [...all]
    .filter((q) => q.mergedInto === null && q.status !== 'ARCHIVED')
    .sort((a, b) => (a.id < b.id ? -1 : 1));

describe('whatever happens', () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))(
    'the screen ends at the truth (seed %i)',
    async (seed) => {
      const random = chance(seed);
      const server = new FakeServer(random);
      for (let i = 0; i < 20; i += 1) server.anything();
      const { store, last, clock, deps } = room((_, path) => {
        if (path === '/questions') return random() < 0.1 ? problem(503, 'x', 'Busy') : server.list();
        const one = server.questions.get(path.split('/')[2] ?? '');
        if (path === '/teams') return undefined;
        if (random() < 0.2) return problem(503, 'x', 'Busy');
        return one ? structuredClone(one) : problem(404, 'not_found', 'No');
      });
      deps.random = random;
      const sent = new Map<FakeSource, number>();
      const serve = () => {
        const source = last();
        if (source.closed) return;
        const [epoch, seq] = (source.query.get('after') ?? '').split('-');
        if (!sent.has(source)) {
          sent.set(source, Number(seq));
          if (epoch !== server.epoch) {
            sent.set(source, server.log.length);
            source.connected(server.position);
            return source.say({ type: 'reset', position: server.position, reason: 'epoch' }, server.position);
          }
          source.connected(server.id(Number(seq)));
        }
        for (const event of server.log.slice(sent.get(source))) {
          source.say(event, server.id(event.seq ?? 0));
          sent.set(source, event.seq ?? 0);
        }
      };
      store.start();
      await clock.pass(20_000);
      for (let step = 0; step < 80; step += 1) {
        const luck = random();
        if (luck < 0.5) server.anything();
        else if (luck < 0.75) serve();
        else if (luck < 0.83) last().cut();
        else if (luck < 0.85) server.renewEpoch();
        else if (luck < 0.87) void store.reload();
        else await clock.pass(random() * 10_000);
        await settle();
      }
      for (let i = 0; i < 120; i += 1) {
        await clock.pass(1_000);
        serve();
      }
      store.stop();
      expect(visible(store.get().questions.values())).toEqual(visible(server.questions.values()));
    },
  );
});
