// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { count, matches, mayEdit, select } from '../src/core/selectors';
import { question } from './fakes';

const at = (second: number) => new Date(1_767_225_600_000 + second * 1000).toISOString();
const ids = (list: { id: string }[]) => list.map(({ id }) => id);

describe('the order', () => {
  const list = [
    question('a', { upvotes: 2, createdAt: at(1) }),
    question('b', { upvotes: 9, createdAt: at(2) }),
    question('c', { upvotes: 2, createdAt: at(0) }),
    question('d', { upvotes: 0, createdAt: at(9), isPinned: true }),
    question('e', { upvotes: 2, createdAt: at(1) }),
  ];

  it('popular: pinned, then votes, ties oldest first', () => {
    expect(ids(select(list, {}, 'popular'))).toEqual(['d', 'b', 'c', 'a', 'e']);
  });

  it('recent: pinned, then newest, ties oldest first', () => {
    expect(ids(select(list, {}, 'recent'))).toEqual(['d', 'b', 'a', 'e', 'c']);
  });

  it('answered: pinned, then the newest answer, ties oldest question first', () => {
    const answers = list.map((one, index) => ({ ...one, respondedAt: at(index === 1 ? 20 : 30) }));
    expect(ids(select(answers, {}, 'answered'))).toEqual(['d', 'c', 'a', 'e', 'b']);
  });
});

describe('the filters', () => {
  const tag = { id: 't', name: 'Product', color: '#fff' };
  const q = question('q', {
    teamId: 'x',
    tags: [tag],
    body: 'Où est le café?',
    viewer: { own: true, upvoted: false },
  });

  it.each([
    [{}, true],
    [{ statuses: ['ANSWERED' as const] }, false],
    [{ teamId: 'x' }, true],
    [{ teamId: 'y' }, false],
    [{ teamId: null }, true],
    [{ tagId: 't' }, true],
    [{ tagId: 'u' }, false],
    [{ text: ' CAFE ' }, true],
    [{ text: 'thé' }, false],
    [{ mine: true }, true],
  ])('%o → %s', (filter, expected) => {
    expect(matches(q, filter)).toBe(expected);
    expect(count([q], filter)).toBe(Number(expected));
  });

  it('a merged question is shown nowhere', () => {
    expect(matches({ ...q, mergedInto: 'other' }, {})).toBe(false);
  });
});

it('an author may edit until somebody else voted, or it was answered or frozen', () => {
  const own = question('q', { upvotes: 1, viewer: { own: true, upvoted: true } });
  expect(mayEdit(own)).toBe(true);
  expect(mayEdit({ ...own, upvotes: 2 })).toBe(false);
  expect(mayEdit({ ...own, status: 'ANSWERED' })).toBe(false);
  expect(mayEdit({ ...own, isFrozen: true })).toBe(false);
  expect(mayEdit({ ...own, viewer: { own: false, upvoted: true } })).toBe(false);
});
