import { describe, expect, it } from 'vitest';
import { createApi } from '../src/core/api';
import { StageHand } from '../src/core/stage-hand';
import { json, settle } from './fakes';

function hand(staff: boolean, answer: () => Promise<Response> | Response = () => json({})) {
  const sent: string[] = [];
  const api = createApi('', {
    newKey: () => `key-${sent.length}`,
    fetch: async (url, init) => {
      sent.push(`${init?.method} ${url} ${String(init?.body)}`);
      return answer();
    },
  });
  return { hand: new StageHand(api, () => staff), sent };
}

describe('the hand that moves the stage', () => {
  it('moves it on this screen alone for a visitor, until the real one moves', async () => {
    const { hand: visitor, sent } = hand(false);
    expect(visitor.shown('a')).toBe('a');
    await visitor.show('b', 'team');
    expect(visitor.shown('a')).toBe('b');
    expect(visitor.shown('c')).toBe('c');
    expect(visitor.shown('a')).toBe('a');
    expect(sent).toEqual([]);
  });

  it('moves it for all when a moderator does it', async () => {
    const { hand: moderator, sent } = hand(true);
    moderator.shown(null);
    await moderator.show('b', 'team');
    expect(sent).toEqual(['PUT /teams/team/stage {"questionId":"b"}']);
    expect(moderator.shown('b')).toBe('b');
    expect(moderator.shown(null)).toBeNull();
  });

  it('sends quick presses one after the other and only the last wish, without flicker', async () => {
    const waiting: ((response: Response) => void)[] = [];
    const { hand: moderator, sent } = hand(true, () => new Promise((resolve) => waiting.push(resolve)));
    moderator.shown('a');
    const moving = moderator.show('b', 'team');
    void moderator.show('c', 'team');
    void moderator.show('d', 'team');
    await settle();
    waiting[0]?.(json({}));
    expect(moderator.shown('b')).toBe('d');
    await settle();
    waiting[1]?.(json({}));
    await moving;
    expect(sent.map((line) => line.at(-3))).toEqual(['b', 'd']);
    expect(moderator.shown('d')).toBe('d');
  });

  it('keeps the choice here when the server refuses or is away', async () => {
    const { hand: moderator } = hand(true, () => json({ code: 'forbidden', title: 'No' }, 403));
    moderator.shown('a');
    await moderator.show('b', 'team');
    expect(moderator.shown('a')).toBe('b');
    expect(moderator.shown('c')).toBe('c');
  });

  it('asks nothing of the server where there is no team', async () => {
    const { hand: moderator, sent } = hand(true);
    await moderator.show('b', null);
    expect(moderator.shown(null)).toBe('b');
    expect(sent).toEqual([]);
  });
});
