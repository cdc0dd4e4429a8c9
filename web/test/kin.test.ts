// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { Kin } from '../src/core/kin';
import type { ChannelLike } from '../src/core/world';
import { listOf, room, type Answer } from './fake-room';
import { question, settle } from './fakes';

const team = (id: string) => ({ id, slug: id, name: id, state: 'open' });

describe('the tabs of one browser', () => {
  /** Channels of one browser: what one says, the others of its name hear. */
  class Channel implements ChannelLike {
    static readonly open = new Set<Channel>();
    onmessage: ChannelLike['onmessage'] = null;

    constructor(private readonly name: string) {
      Channel.open.add(this);
    }

    postMessage(said: unknown): void {
      const event = { data: structuredClone(said) } as MessageEvent;
      for (const other of Channel.open)
        if (other !== this && other.name === this.name) other.onmessage?.(event);
    }

    close(): void {
      Channel.open.delete(this);
    }
  }

  const q = question('q', { upvotes: 4, viewer: { upvoted: false, own: false } });
  const answer: Answer = (method, path, body) => {
    if (path === '/teams') return { items: ['hall', 'yard'].map(team) };
    if (path === '/questions' && method === 'GET') return listOf(q);
    if (path === '/questions') return question('new', { teamId: String(body['teamId']) });
    return { questionId: 'q', upvotes: method === 'POST' ? 5 : 4, upvoted: method === 'POST', version: 2 };
  };
  const open = async (slug: string | null = null, answers = answer) => {
    const world = room(answers, { slug }, { BroadcastChannel: Channel });
    const kin = new Kin(world.store, world.deeds);
    kin.open();
    world.store.start();
    await settle();
    return { ...world, kin, shown: (id: string) => world.store.get().questions.get(id) };
  };

  it('a vote and a question of one’s own show as such in each', async () => {
    const [one, two, elsewhere] = [await open(), await open('hall'), await open('yard')];
    await one.deeds.toggleVote('q');
    expect(two.shown('q')).toMatchObject({ upvotes: 5, viewer: { upvoted: true, own: false } });
    await one.deeds.ask({ key: 'k', body: 'Why?', authorName: null, teamId: 'hall' });
    expect(two.shown('new')?.viewer).toEqual({ upvoted: false, own: true });
    // a question of one team is not another's, though the author is the same
    expect(elsewhere.shown('new')).toBeUndefined();
    expect(elsewhere.shown('q')?.viewer?.upvoted).toBe(true);
  });

  it('an older answer of another tab takes no newer vote back', async () => {
    const [one, two] = [await open(), await open()];
    two.deeds.onOwn({ questionId: 'q', upvotes: 4, upvoted: false, version: 6 });
    expect(one.shown('q')).toMatchObject({ upvotes: 4, version: 6, viewer: { upvoted: false } });
    two.deeds.onOwn({ questionId: 'q', upvotes: 5, upvoted: true, version: 5 });
    expect(one.shown('q')?.viewer?.upvoted).toBe(false);
  });

  it('an answer of one’s own that comes late takes no newer vote of another tab back', async () => {
    const answers: ((vote: object) => void)[] = [];
    const slow: Answer = (method, path, ...rest) =>
      path.endsWith('/upvote') ? new Promise((told) => answers.push(told)) : answer(method, path, ...rest);
    const [one, two, three] = [await open(null, slow), await open(), await open()];
    const voting = one.deeds.toggleVote('q');
    two.deeds.onOwn({ questionId: 'q', upvotes: 4, upvoted: false, version: 6 });
    answers[0]?.({ questionId: 'q', upvotes: 5, upvoted: true, version: 5 });
    await voting;
    for (const { shown } of [one, three])
      expect(shown('q')).toMatchObject({ upvotes: 4, version: 6, viewer: { upvoted: false } });
  });

  it('a server that was set back is believed again', async () => {
    let version = 9;
    const back: Answer = (method, path, ...rest) =>
      path === '/questions' && method === 'GET' ? listOf({ ...q, version }) : answer(method, path, ...rest);
    const [one, two] = [await open(null, back), await open(null, back)];
    two.deeds.onOwn({ questionId: 'q', upvotes: 4, upvoted: false, version: 10 });
    version = 1;
    for (const { store } of [one, two]) await store.reload();
    await one.deeds.toggleVote('q');
    for (const { shown } of [one, two]) expect(shown('q')).toMatchObject({ viewer: { upvoted: true } });
  });

  it('a page that is left, or signed out of, neither hears nor speaks', async () => {
    const [one, two] = [await open(), await open()];
    one.wake('gone');
    await two.deeds.toggleVote('q');
    expect(one.shown('q')?.viewer?.upvoted).toBe(false);
    one.wake('restored');
    two.deeds.onOwn({ questionId: 'q', upvotes: 5, upvoted: true, version: 2 });
    expect(one.shown('q')?.viewer?.upvoted).toBe(true);
    two.kin.close();
    two.deeds.onOwn({ questionId: 'q', upvotes: 4, upvoted: false, version: 3 });
    expect(one.shown('q')?.viewer?.upvoted).toBe(true);
  });

  it('where a browser forbids channels, each tab knows its own deeds', async () => {
    class Forbidden extends Channel {
      constructor(name: string) {
        super(name);
        throw new DOMException('The operation is insecure.', 'SecurityError');
      }
    }
    const { store, deeds } = room(answer, { slug: null }, { BroadcastChannel: Forbidden });
    store.start();
    await settle();
    new Kin(store, deeds).open();
    await deeds.toggleVote('q');
    expect(store.get().questions.get('q')?.viewer?.upvoted).toBe(true);
  });
});
