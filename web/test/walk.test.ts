import { describe, expect, it } from 'vitest';
import { after, before, goTo, start, upcoming, type Walk } from '../src/core/walk';
import type { Question } from '../src/core/types';
import { question } from './fakes';

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id, i) => question(id, { upvotes: 9 - i }));
const all = [a, b, c, d].filter((q): q is Question => q !== undefined);
const ids = (questions: readonly Question[]) => questions.map(({ id }) => id).join('');
const having = (id: string, more: Partial<Question>) => all.map((q) => (q.id === id ? { ...q, ...more } : q));
const through = (...stops: (string | null)[]): Walk => stops.reduce((walk, id) => goTo(walk, id, all), start);

describe('the walk through the questions', () => {
  it('begins with the most wanted and goes down, once through each', () => {
    expect(after(start, all)).toBe('a');
    expect(after(through('a'), all)).toBe('b');
    expect(after(through('a', 'c'), all)).toBe('b');
    expect(after(through('a', 'b', 'c', 'd'), all)).toBeNull();
  });

  it('goes back and forth over what was on stage', () => {
    const walk = through('a', 'c', 'a');
    expect(before(walk, all)).toBeNull();
    expect(after(walk, all)).toBe('c');
    expect(before(through('a', 'c'), all)).toBe('a');
    expect(before(start, all)).toBeNull();
  });

  it('keeps the order of the next ones while one is on stage, new ones last', () => {
    const walk = through('a');
    const more = [...having('d', { upvotes: 50 }), question('e', { upvotes: 99 })];
    expect(ids(upcoming(walk, more))).toBe('bcde');
    expect(ids(upcoming(goTo(walk, 'b', more), more))).toBe('edc');
  });

  it('follows the votes while the stage is free', () => {
    const walk = through('a', null);
    expect(ids(upcoming(walk, having('d', { upvotes: 50 })))).toBe('dabc');
    expect(before(walk, all)).toBe('a');
    expect(after(walk, all)).toBe('b');
  });

  it('passes over what was hidden or answered meanwhile', () => {
    const walk = through('a', 'b', 'a');
    expect(
      after(
        walk,
        all.filter(({ id }) => id !== 'b'),
      ),
    ).toBe('c');
    expect(after(through('a'), having('b', { status: 'ANSWERED' }))).toBe('c');
    expect(
      before(
        through('a', 'b'),
        all.filter(({ id }) => id !== 'a'),
      ),
    ).toBeNull();
  });

  it('begins again when all that wait were on stage', () => {
    expect(after(through('a', 'b', 'c', 'd', null), all)).toBe('a');
  });
});
