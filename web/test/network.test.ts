// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { listening } from './fake-listener';
import { FakeServer } from './fake-server';
import { chance, json, settle, vote, type FakeSource } from './fakes';

describe('where streams are blocked', () => {
  it('polls after three failures, hears the same events once, and returns to the stream', async () => {
    const server = new FakeServer(chance(1));
    const asked: string[] = [];
    const { stream, last, clock, heard, told } = listening((url) => {
      asked.push(url);
      const after = Number(/after=\w+-(\d+)/.exec(url)?.[1] ?? 0);
      return Promise.resolve(
        json({ events: server.log.slice(after), position: server.position, reset: false }),
      );
    });
    stream.open('0000000a-0');
    server.asks();
    for (let i = 0; i < 3; i += 1) {
      await clock.pass(10_000); // no `connected`: a proxy swallows it
      await clock.pass(5_000);
    }
    expect(stream.status).toBe('polling');
    expect(asked[0]).toContain('/events?tenantId=acme&wait=25&after=0000000a-0');
    server.asks();
    await clock.pass(2_000);
    expect(heard).toEqual([1, 2]);
    const blocked = last();
    await clock.pass(50_000);
    expect(last()).not.toBe(blocked);
    expect(stream.status).toBe('polling');
    last().connected('0000000a-2');
    expect(told.at(-1)).toBe('live');
    const polls = asked.length;
    await clock.pass(20_000);
    expect(asked).toHaveLength(polls);
  });

  it('does not call it blocked when nothing gets through', async () => {
    const { stream, last, clock, told } = listening();
    stream.open('a-1');
    for (let i = 0; i < 8; i += 1) {
      last().cut();
      await clock.pass(20_000);
    }
    expect(told).not.toContain('polling');
    expect(told).toContain('waiting');
  });

  it('does not wait for ever for a poll that is never answered', async () => {
    const { stream, last, clock, sources } = listening(() => new Promise(() => undefined));
    stream.open('a-1');
    for (let i = 0; i < 3; i += 1) {
      last().cut();
      await clock.pass(5_000);
    }
    const tries = sources.length;
    await clock.pass(50_000);
    expect(sources.length).toBeGreaterThan(tries);
    stream.close();
  });

  it('passes on a reset of the poll', async () => {
    const page = { events: [], position: 'b-3', reset: true };
    const { stream, last, clock, told } = listening(() => Promise.resolve(json(page)));
    stream.open('a-1');
    for (let i = 0; i < 3; i += 1) {
      last().cut();
      await clock.pass(5_000);
    }
    expect(told).toContain('reset poll');
    expect(stream.position).toBe('b-3');
    stream.close();
  });
});

describe('whatever the network does', () => {
  it.each(Array.from({ length: 120 }, (_, seed) => seed))(
    'every event is heard once and in order (seed %i)',
    async (seed) => {
      const random = chance(seed);
      const server = new FakeServer(random);
      const after = (url: string) => Number(/after=\w+-(\d+)/.exec(url)?.[1] ?? server.log.length);
      const world = listening((url) =>
        random() < 0.3
          ? Promise.reject(new Error('lost'))
          : Promise.resolve(
              json({ events: server.log.slice(after(url)), position: server.position, reset: false }),
            ),
      );
      const { stream, last, heard, clock } = world;
      world.deps.random = random;
      /** What the server has sent on the newest source, and what it does next with it. */
      const sent = new Map<FakeSource, number>();
      const serve = (source: FakeSource, patience: number) => {
        if (source.closed) return;
        if (!sent.has(source)) {
          sent.set(source, after(source.url));
          source.connected(server.id(after(source.url)));
        }
        for (let n = 0; n < patience && !source.closed; n += 1) {
          const at = sent.get(source) ?? 0;
          const event = server.log[at];
          if (!event) return;
          if (random() < 0.1 && at > 0) source.say(server.log[at - 1] ?? event, server.id(at)); // twice
          source.say(event, server.id(at + 1));
          sent.set(source, at + 1);
        }
      };
      stream.open(server.position);
      for (let step = 0; step < 150; step += 1) {
        const luck = random();
        if (luck < 0.45) server.anything();
        else if (luck < 0.75) serve(last(), Math.floor(random() * 4));
        else if (luck < 0.83) last().cut();
        else if (luck < 0.86) last().say({ type: random() < 0.5 ? 'busy' : 'expired' });
        else if (luck < 0.88) last().say({ type: 'draining' });
        else if (luck < 0.9) world.wake(random() < 0.5 ? 'online' : 'visible');
        else if (luck < 0.92) {
          const ghosts = world.sources.filter((source) => source.closed);
          for (const ghost of ghosts) ghost.say({ ...vote('x', 1, 1), seq: 99_999 });
        } else await clock.pass(random() * 20_000);
        await settle();
      }
      for (let i = 0; i < 100; i += 1) {
        await clock.pass(1_000);
        serve(last(), Infinity);
      }
      stream.close();
      expect(heard).toEqual(server.log.map(({ seq }) => seq));
    },
  );
});
