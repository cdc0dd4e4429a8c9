// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { Stream } from '../src/core/stream';
import type { Boot } from '../src/core/types';
import { listOf, problem, room } from './fake-room';
import { question, settle, vote } from './fakes';

const boot = (more: Partial<Boot> = {}): Boot => ({
  tenant: { id: 't', slug: 'acme', name: 'Acme' },
  me: { kind: 'participant', role: null, name: null, permissions: [] },
  teams: [
    {
      id: 'x',
      name: 'Eng',
      slug: 'eng',
      description: null,
      joinCode: 'K7PM2X',
      state: 'open',
      moderation: 'off',
      stageQuestionId: 'q',
    },
  ],
  teamId: 'x',
  questions: { items: [question('q')], nextCursor: null, position: 'a-7' },
  origin: 'https://here',
  ...more,
});

describe('a picture that came with the page', () => {
  it('is shown at once, and listened from, without a request', async () => {
    const { store, asked, last } = room(() => undefined, { slug: 'eng', boot: boot() });
    store.start();
    expect(store.get()).toMatchObject({ phase: 'ready', team: { name: 'Eng' } });
    expect([...store.get().questions.keys()]).toEqual(['q']);
    expect(store.get().state.stage.get('x')).toBe('q');
    expect(store.get().state.tenant?.name).toBe('Acme');
    expect(last().query.get('after')).toBe('a-7');
    expect(last().query.get('teamId')).toBe('x');
    await settle();
    expect(asked).toEqual([]);
  });

  it('is not needed by who knows as whom the stream is to be opened', async () => {
    const made: unknown[] = [];
    const { store } = room(() => undefined, {
      slug: null,
      as: 'staff',
      createStream: (options, ...rest) => {
        made.push(options.as);
        return new Stream(options, ...rest);
      },
    });
    store.start();
    await settle();
    expect(made).toEqual(['staff']);
  });

  it('is completed while events come in already; what they say wins', async () => {
    const tag = { id: 'tag', name: 'Old', color: '#000000' };
    const { store, last } = room(
      async (_, path, __, query) => {
        await settle();
        if (path === '/tags') return { items: [tag, { ...tag, id: 'gone' }, { ...tag, id: 'new' }] };
        const id = query.get('status') ?? `page-${query.get('cursor')}`;
        return listOf(question(id), question('q'));
      },
      {
        slug: null,
        alsoRead: ['UNDER_REVIEW'],
        withTags: true,
        boot: boot({
          teamId: null,
          questions: { items: [question('q')], nextCursor: '2', position: 'a-1' },
        }),
      },
    );
    store.start();
    last().connected('a-1');
    last().say({ ...vote('q', 3, 3), seq: 2 }, 'a-2');
    last().say({ type: 'tag:updated', data: { ...tag, name: 'New' }, seq: 3 }, 'a-3');
    last().say({ type: 'tag:deleted', data: { id: 'gone' }, seq: 4 }, 'a-4');
    expect(store.get()).toMatchObject({ phase: 'ready', whole: false });
    for (let i = 0; i < 10; i += 1) await settle();
    expect(store.get().whole).toBe(true);
    expect([...store.get().questions.keys()]).toEqual(['q', 'page-2', 'UNDER_REVIEW']);
    expect(store.get().questions.get('q')?.upvotes).toBe(3);
    expect([...store.get().state.tags.values()].map(({ name }) => name)).toEqual(['New', 'Old']);
  });

  it('is served once: a reset reads the lists, and so does a page that came without questions', async () => {
    const answer = (_: string, path: string) =>
      path === '/teams' ? { items: boot().teams } : listOf(question('fresh'));
    const { store, last } = room(answer, { slug: 'eng', boot: boot() });
    store.start();
    last().connected('a-7');
    last().say({ type: 'reset', position: 'b-1', reason: 'epoch' }, 'b-1');
    await settle();
    expect([...store.get().questions.keys()]).toEqual(['fresh']);
    const bare = room(answer, { slug: 'eng', boot: boot({ questions: undefined }) });
    bare.store.start();
    await settle();
    expect([...bare.store.get().questions.keys()]).toEqual(['fresh']);
  });

  it('tells when the stream sees somebody else than the page did', async () => {
    let told = 0;
    const { store, last } = room(() => listOf(), {
      slug: null,
      boot: boot({ teamId: null }),
      onIdentity: () => void (told += 1),
    });
    store.start();
    last().connected('a-7', 'staff');
    await settle();
    expect(told).toBe(1);
  });

  it('is read anew when the rest of it cannot be had', async () => {
    let fails = true;
    const { store, clock } = room(
      (_, path) => {
        if (path !== '/questions') return undefined;
        return fails ? problem(503, 'x', 'Busy') : listOf(question('all'));
      },
      { slug: null, boot: boot({ questions: { items: [], nextCursor: '2', position: 'a-1' } }) },
    );
    store.start();
    await settle();
    expect(store.get()).toMatchObject({ phase: 'ready' });
    fails = false;
    await clock.pass(2_000);
    expect(store.get().questions.has('all')).toBe(true);
  });
});

describe('a pause', () => {
  it('holds everything still but own deeds, counts what waits, and ends', async () => {
    const { store, deeds, last } = room(
      (method, path) =>
        method === 'POST' && path.endsWith('/upvote')
          ? { questionId: 'q', upvotes: 9, upvoted: true, version: 5 }
          : listOf(question('q'), question('r')),
      { slug: null },
    );
    store.start();
    await settle();
    last().connected('a-1');
    store.pause();
    last().say({ ...vote('r', 3, 3), seq: 2 }, 'a-2');
    last().say({ type: 'question:created', data: question('s'), seq: 3 }, 'a-3');
    expect([...store.get().questions.keys()]).toEqual(['q', 'r']);
    expect(store.get()).toMatchObject({ paused: true, waiting: 2 });
    expect(store.get().questions.get('r')?.upvotes).toBe(0);
    await deeds.toggleVote('q');
    expect(store.get().questions.get('q')).toMatchObject({ upvotes: 9, viewer: { upvoted: true } });
    expect(store.get().waiting).toBe(2);
    store.resume();
    expect(store.get()).toMatchObject({ paused: false, waiting: 0 });
    expect(store.get().questions.get('r')?.upvotes).toBe(3);
    expect(store.get().questions.size).toBe(3);
  });

  it('is whole when both it and what else was asked for are read, whichever comes last', async () => {
    for (const slow of ['page', 'UNDER_REVIEW']) {
      const waiting: (() => void)[] = [];
      const { store } = room(
        async (_, __, ___, query) => {
          if ((query.get('status') ?? 'page') === slow) await new Promise<void>((go) => waiting.push(go));
          return listOf();
        },
        { slug: 'eng', boot: boot({ questions: { items: [], nextCursor: '2', position: 'a-1' } }) },
      );
      store.start();
      void store.alsoRead(['UNDER_REVIEW']);
      for (let i = 0; i < 10; i += 1) await settle();
      expect(store.get().whole).toBe(false);
      for (const go of waiting) go();
      for (let i = 0; i < 10; i += 1) await settle();
      expect(store.get().whole).toBe(true);
    }
  });

  it('is not whole while a list could not be read; that is tried again, or told', async () => {
    let status = 503;
    const { store, clock } = room(
      (_, path, __, query) => {
        if (query.get('status')) return status === 200 ? listOf() : problem(status, 'unavailable', 'Busy');
        return path === '/teams' ? { items: boot().teams } : listOf();
      },
      { slug: 'eng', boot: boot() },
    );
    store.start();
    await settle();
    await store.alsoRead(['UNDER_REVIEW']);
    expect(store.get()).toMatchObject({ whole: false, error: expect.any(String) });
    status = 200;
    await clock.pass(2_000);
    for (let i = 0; i < 10; i += 1) await settle();
    expect(store.get()).toMatchObject({ whole: true, error: null });
  });
});
