// @vitest-environment node
import { expect, it } from 'vitest';
import { arrange } from '../src/ui/held-order';
import { ago } from '../src/ui/time';
import { question } from './fakes';

it('known rows keep their order, new ones wait, and those gone are gone', () => {
  const { rows, waiting } = arrange(['a', 'b', 'c'], [question('c'), question('new'), question('a')]);
  expect(rows.map(({ id }) => id)).toEqual(['a', 'c']);
  expect(waiting.map(({ id }) => id)).toEqual(['new']);
});

it('ages are said in few words', () => {
  const now = Date.parse('2026-01-01T12:00:00Z');
  expect(ago('2026-01-01T11:59:30Z', now)).toBe('just now');
  expect(ago('2026-01-01T11:55:00Z', now)).toBe('5 min. ago');
  expect(ago('2026-01-01T09:00:00Z', now)).toBe('3 hr. ago');
});
