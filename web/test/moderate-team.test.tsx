import { cleanup, fireEvent, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Team } from '../src/core/types';
import { admin, asked, cards, hall, moderator, press, seated, sitDown } from './fake-desk';

const at = (hash: string) => history.replaceState(null, '', `/moderate?tenantId=acme${hash}`);
afterEach(cleanup);
beforeEach(() => {
  localStorage.clear();
  at('');
});

const yard: Team = { ...hall, id: 'yard', slug: 'ship-yard', name: 'Ship yard', moderation: 'off' };
const both = [asked('h1'), asked('y1', { teamId: 'yard' })];
const chosen = () => screen.getByLabelText<HTMLSelectElement>('Team').value;
const told = (words: string | RegExp) =>
  screen.queryByText((_text, element) => element?.tagName === 'P' && !!element.textContent.match(words));

const room = async (team: Partial<Team>, permissions: readonly string[] = moderator) =>
  seated(sitDown(both, { teams: [{ ...hall, ...team }], permissions }));

describe('the chosen team', () => {
  it('is kept in the address over a reload', async () => {
    await seated(sitDown(both, { teams: [hall, yard] }));
    await waitFor(() => expect(cards().sort()).toEqual(['h1', 'y1']));
    fireEvent.change(screen.getByLabelText('Team'), { target: { value: 'yard' } });
    await waitFor(() => expect(cards()).toEqual(['y1']));
    expect(location.href).toMatch(/\/moderate\?tenantId=acme#team=ship-yard$/);
    cleanup();
    await seated(sitDown(both, { teams: [hall, yard] }));
    await waitFor(() => expect(cards()).toEqual(['y1']));
    expect(chosen()).toBe('yard');
    fireEvent.change(screen.getByLabelText('Team'), { target: { value: '' } });
    await waitFor(() => expect(cards().sort()).toEqual(['h1', 'y1']));
    expect(location.hash).toBe('');
  });

  it('follows the address, stays itself under another name, and gone leaves all', async () => {
    at('#team=nobody');
    const world = sitDown(both, { teams: [hall, yard, { ...yard, id: 'quay', slug: 'quay' }] });
    await seated(world);
    world.last().connected('a-1', 'staff');
    await waitFor(() => expect(cards().sort()).toEqual(['h1', 'y1']));
    at('#team=ship-yard');
    dispatchEvent(new Event('hashchange'));
    await waitFor(() => expect(cards()).toEqual(['y1']));
    world.last().say({ type: 'team:updated', seq: 2, data: { ...yard, slug: 'dock' } }, 'a-2');
    await waitFor(() => expect(location.hash).toBe('#team=dock'));
    expect(cards()).toEqual(['y1']);
    world.last().say({ type: 'team:deleted', seq: 3, data: { id: 'yard' } } as never, 'a-3');
    await waitFor(() => expect(cards().sort()).toEqual(['h1', 'y1']));
    expect(chosen()).toBe('');
  });
});

describe('what holds in the room', () => {
  it.each([
    [{ moderation: 'off' }, /^Open · New questions appear at once\./],
    [{ moderation: 'all' }, /^Open · New questions are reviewed first\./],
    [{ moderation: 'flagged' }, /^Open · Flagged questions are reviewed first\./],
    [{ state: 'vote-only' }, /^Votes only · No new questions\./],
    [{ state: 'closed' }, /^Closed · No questions and no votes\./],
  ] as [Partial<Team>, RegExp][])('%o is told to a moderator, who cannot change it', async (team, words) => {
    await room(team);
    expect(told(words)?.textContent).toContain('Administrators can change this.');
    expect(screen.queryByRole('switch', { name: 'Review first' })).toBeNull();
    expect(screen.queryByRole('group', { name: 'Room' })).toBeNull();
  });

  it('is an administrator’s to change', async () => {
    await room({}, admin);
    expect(screen.getByRole('switch', { name: 'Review first' })).toBeTruthy();
    expect(screen.getByRole('group', { name: 'Room' })).toBeTruthy();
    expect(told(/Administrators can/)).toBeNull();
  });

  it('folds away on a phone with the search, until either is wanted', async () => {
    await room({});
    const bars = document.querySelector('.bars');
    const unfold = bars?.querySelector('[aria-expanded]');
    expect(unfold?.getAttribute('aria-label')).toBe('More');
    press('/');
    await waitFor(() => expect(unfold?.getAttribute('aria-expanded')).toBe('true'));
    expect(document.activeElement).toBe(screen.getByRole('searchbox'));
    fireEvent.click(unfold as Element);
    await waitFor(() => expect(bars?.className).toBe('bars'));
  });
});
