// @vitest-environment node
import { expect, it } from 'vitest';
import type { Question } from '../src/core/types';
import { arrange } from '../src/ui/held-order';
import { question } from './fakes';

const ids = (rows: readonly Question[]) => rows.map(({ id }) => id);
const [a, b, c] = [question('a'), question('b'), question('c')];

it('known rows keep their order, new ones wait, and those gone are gone', () => {
  const { rows, waiting, moved } = arrange([a, b, c], [c, question('new'), a]);
  expect(ids(rows)).toEqual(['a', 'c']);
  expect(ids(waiting)).toEqual(['new']);
  expect(moved).toBe(1);
});

it('where nothing may move, those gone leave their place empty', () => {
  const { rows, gone, moved } = arrange([a, b, c], [a, c], () => false);
  expect(ids(rows)).toEqual(['a', 'b', 'c']);
  expect([...gone]).toEqual(['b']);
  expect(moved).toBe(1);
});

it('a row that overtakes others counts once', () => {
  expect(arrange([a, b, c], [c, a, b]).moved).toBe(1);
  expect(arrange([a, b, c], [a, b, c]).moved).toBe(0);
});
