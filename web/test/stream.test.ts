// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { Stream } from '../src/core/stream';
import { listening, say } from './fake-listener';

describe('the stream', () => {
  it('starts after the given position and keeps its place in memory and storage', () => {
    const { stream, last, heard, deps } = listening();
    stream.open('a-41');
    expect(last().query.get('after')).toBe('a-41');
    expect(last().query.get('tenantId')).toBe('acme');
    last().connected('a-41');
    say(last(), 42);
    expect(heard).toEqual([42]);
    expect(stream.position).toBe('a-42');
    expect(deps.storage?.getItem('openfloor.cursor.acme.tenantId=acme')).toBe('a-42');
    const again = new Stream({ tenant: 'acme', query: { tenantId: 'acme' } }, deps, {
      event: () => undefined,
      reset: () => undefined,
      identity: () => undefined,
    });
    again.open();
    expect(last().query.get('after')).toBe('a-42');
  });

  it('hears each number once, and never goes back', () => {
    const { stream, last, heard } = listening();
    stream.open('a-1');
    last().connected('a-1');
    for (const seq of [2, 3, 3, 2, 4, 4, 1, 5]) say(last(), seq);
    expect(heard).toEqual([2, 3, 4, 5]);
    expect(stream.position).toBe('a-5');
  });

  it('moves its place with the id of a heartbeat, past events that were filtered out', () => {
    const { stream, last } = listening();
    stream.open('a-1');
    last().connected('a-1');
    last().say({ type: 'heartbeat', data: {} }, 'a-9');
    expect(stream.position).toBe('a-9');
  });

  it('lets unnumbered presence through without moving', () => {
    const { stream, last, heard } = listening();
    stream.open('a-1');
    last().connected('a-1');
    last().say({ type: 'presence', data: { teamId: null, viewers: 3 } });
    last().say({ type: 'presence', data: { teamId: null, viewers: 4 } });
    expect(heard).toEqual([undefined, undefined]);
    expect(stream.position).toBe('a-1');
  });

  it('logs a handler that throws, and an unreadable message, and goes on', () => {
    const { stream, last, heard, logged } = listening();
    stream.open('a-665');
    last().connected('a-665');
    say(last(), 666);
    last().say('{ not json');
    say(last(), 667);
    expect(heard).toEqual([667]);
    expect(stream.position).toBe('a-667');
    expect(logged).toHaveLength(2);
  });

  it('closes a broken source itself and opens a new one where it stood, after a back-off', async () => {
    const { stream, last, sources, clock } = listening();
    stream.open('a-1');
    last().connected('a-1');
    say(last(), 2);
    last().cut();
    expect(sources[0]?.closed).toBe(true);
    expect(clock.next).toBe(500);
    await clock.pass(500);
    expect(sources).toHaveLength(2);
    expect(last().query.get('after')).toBe('a-2');
  });

  it('backs off from one to thirty seconds, with full jitter', async () => {
    const { stream, last, clock, deps } = listening();
    deps.random = () => 0.999_999;
    stream.open('a-1');
    const delays: number[] = [];
    for (let i = 0; i < 9; i += 1) {
      last().say({ type: 'expired' });
      delays.push(Math.round((clock.next ?? 0) / 1000));
      await clock.pass(clock.next ?? 0);
    }
    expect(delays).toEqual([1, 2, 4, 8, 16, 30, 30, 30, 30]);
    deps.random = () => 0;
    last().say({ type: 'expired' });
    expect(clock.next).toBe(0);
  });

  it('begins small again after a connection that stood, but not after one that did not', async () => {
    const { stream, last, clock } = listening();
    stream.open('a-1');
    for (const expected of [500, 1000, 2000]) {
      last().connected('a-1');
      last().cut();
      expect(clock.next).toBe(expected);
      await clock.pass(expected);
    }
    last().connected('a-1');
    await clock.pass(6_000);
    last().cut();
    expect(clock.next).toBe(500);
  });

  it('gives up on a silent connection after two and a half heartbeats', async () => {
    const { stream, last, clock, sources } = listening();
    stream.open('a-1');
    last().connected('a-1', 'participant', 10_000);
    await clock.pass(20_000);
    last().say({ type: 'heartbeat' });
    await clock.pass(24_900);
    expect(last().closed).toBe(false);
    await clock.pass(200);
    expect(sources[0]?.closed).toBe(true);
    await clock.pass(500);
    expect(sources).toHaveLength(2);
  });

  it('waits at least five seconds when the server is busy', () => {
    const { stream, last, clock, told } = listening();
    stream.open('a-1');
    last().say({ type: 'busy' });
    expect(clock.next).toBe(5_500);
    expect(told.at(-1)).toBe('waiting');
  });

  it('hears events to the end of a draining stream', () => {
    const { stream, last, heard, told } = listening();
    stream.open('a-1');
    last().connected('a-1');
    last().say({ type: 'draining' });
    say(last(), 2);
    last().cut();
    expect(heard).toEqual([2]);
    expect(told.at(-1)).toBe('waiting');
  });

  it('tells of a reset and goes on from the new place', () => {
    const { stream, last, told, heard } = listening();
    stream.open('a-900');
    last().connected('b-7');
    last().say({ type: 'reset', position: 'b-7', reason: 'epoch' }, 'b-7');
    say(last(), 8, 'b');
    expect(told).toContain('reset epoch');
    expect(heard).toEqual([8]);
    expect(stream.position).toBe('b-8');
  });

  it('takes a start further on than asked for as a reset, even if it is not called one', () => {
    const { stream, last, told } = listening();
    stream.open('a-5');
    last().connected('a-9');
    expect(told).toContain('reset skipped');
  });

  it.each(['an event', 'a heartbeat'])('takes %s of another numbering as a reset', (what) => {
    const { stream, last, told, heard } = listening();
    stream.open('a-5');
    last().connected('a-5');
    if (what === 'an event') say(last(), 6, 'b');
    else last().say({ type: 'heartbeat' }, 'b-6');
    expect(told).toContain('reset epoch');
    expect(heard).toEqual([]);
  });

  it('says when the server sees somebody else than last time, and not the first time', async () => {
    const { stream, last, told, clock } = listening();
    stream.open('a-1');
    last().connected('a-1', 'participant');
    expect(told).not.toContain('now participant');
    last().cut();
    await clock.pass(1_000);
    last().connected('a-1', 'staff');
    expect(told).toContain('now staff');
  });

  it('ignores what a closed source still has to say', () => {
    const { stream, last, heard } = listening();
    stream.open('a-1');
    const old = last();
    old.connected('a-1');
    stream.reopen();
    say(old, 2);
    old.cut();
    expect(heard).toEqual([]);
    expect(last()).not.toBe(old);
  });

  it('closes for good', async () => {
    const { stream, last, clock, wakers, sources } = listening();
    stream.open('a-1');
    last().connected('a-1');
    stream.close();
    await clock.pass(600_000);
    expect(sources).toHaveLength(1);
    expect(wakers.size).toBe(0);
    stream.reopen();
    expect(sources).toHaveLength(1);
  });
});

describe('waking up', () => {
  it('reopens a stream that went stale in a hidden tab, and leaves a fresh one alone', () => {
    const { stream, last, wake, sources, clock } = listening();
    stream.open('a-1');
    last().connected('a-1');
    clock.time += 20_000;
    wake('visible');
    expect(sources).toHaveLength(1);
    clock.time += 30_000; // timers slept
    wake('visible');
    expect(sources).toHaveLength(2);
    expect(last().query.get('after')).toBe('a-1');
  });

  it.each(['online', 'restored'] as const)('reopens at once when %s', (why) => {
    const { stream, last, wake, sources } = listening();
    stream.open('a-1');
    last().connected('a-1');
    wake(why);
    expect(sources).toHaveLength(2);
  });

  it('does not sit out a back-off in front of the user', () => {
    const { stream, last, wake, sources } = listening();
    stream.open('a-1');
    last().say({ type: 'busy' });
    wake('visible');
    expect(sources).toHaveLength(2);
  });
});
