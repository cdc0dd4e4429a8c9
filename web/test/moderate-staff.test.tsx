import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { staffTouched } from '../src/core/audit';
import { emptyState, learn, reduce } from '../src/core/reducer';
import { admin, asked, button, card, moderator, press, seated, sitDown } from './fake-desk';
import { json, question, vote } from './fakes';

afterEach(cleanup);
beforeEach(() => localStorage.clear());

const q = asked('q1', { body: 'Why now?' });
const names = (row: HTMLElement) =>
  within(row)
    .getAllByRole('button')
    .map((one) => one.textContent.replace(/[A-Z]$/, ''))
    .filter(Boolean);

describe('the rights', () => {
  it('decide which controls are there', async () => {
    await seated(sitDown([q], { permissions: ['pin', 'answer'] }));
    expect(names(await card('Why now?'))).toEqual(['Answer', 'Pin']);
    expect(screen.queryByRole('switch', { name: 'Review first' })).toBeNull();
  });

  it('leave a moderator the questions and an admin the team too', async () => {
    await seated(sitDown([q], { permissions: moderator }));
    expect(names(await card('Why now?'))).toEqual([
      'Answer',
      'Now answering',
      'Pin',
      'Freeze',
      'Add tag',
      'Edit',
      'Hide',
      'Delete',
    ]);
    expect(screen.queryByRole('switch', { name: 'Review first' })).toBeNull();
  });

  it('are asked for again when a deed is refused, and the controls go without a reload', async () => {
    const world = sitDown([q], {
      answer: (_method, path) =>
        path.endsWith('/pin') ? json({ title: 'No', status: 403, code: 'forbidden' }, 403) : undefined,
    });
    await seated(world);
    const row = await card('Why now?');
    world.me.permissions = ['answer'];
    fireEvent.click(button(row, 'Pin'));
    await waitFor(() => expect(names(row)).not.toContain('Pin'));
    await within(row).findByText(/Your role does not allow this/);
    expect(await card('Why now?')).toBe(row);
  });

  it('are asked for again when the stream comes back', async () => {
    const world = sitDown([q], { permissions: moderator });
    await seated(world);
    world.last().connected('a-1', 'staff');
    await card('Why now?');
    world.me.permissions = admin;
    world.last().cut();
    await world.clock.pass(2_000);
    world.last().connected('a-1', 'staff');
    await screen.findByRole('switch', { name: 'Review first' });
  });

  it('gone altogether lead to the door', async () => {
    const world = sitDown([q]);
    await seated(world);
    world.last().connected('a-1', 'staff');
    await card('Why now?');
    world.me.kind = 'participant';
    world.last().connected('a-1', 'participant');
    await screen.findByText('You were signed out.');
    expect(screen.queryByRole('article')).toBeNull();
  });
});

describe('the activity', () => {
  const pinned = {
    id: 'x',
    at: '2026-01-01T00:00:00.000Z',
    by: { id: 's', name: 'Ana' },
    action: 'question:pinned',
    subjectId: 'q1',
    before: null,
    after: null,
  };

  it('tells who did what, and grows as it happens', async () => {
    const world = sitDown([q]);
    await seated(world);
    world.last().connected('a-1', 'staff');
    world.server.audit.push(pinned);
    fireEvent.click(screen.getByRole('button', { name: 'Activity' }));
    const panel = await screen.findByRole('complementary', { name: 'Activity' });
    await within(panel).findByText('Ana');
    expect(within(panel).getByRole('listitem').textContent).toContain('Ana pinnedWhy now?');
    expect(document.activeElement?.textContent).toBe('Activity');
    world.server.audit.unshift({
      ...pinned,
      id: 'y',
      action: 'stage:changed',
      subjectId: 'hall',
      after: { questionId: null },
      before: { questionId: 'q1' },
    });
    world.last().say({ type: 'stage:changed', seq: 2, data: { teamId: 'hall', questionId: null } }, 'a-2');
    await waitFor(() => expect(world.clock.next).not.toBeNull());
    await world.clock.pass(1_000);
    await waitFor(() => expect(within(panel).getAllByRole('listitem')).toHaveLength(2));
    expect(within(panel).getAllByRole('listitem')[0]?.textContent).toContain('Ana cleared the stage');
    fireEvent.keyDown(panel, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('complementary')).toBeNull());
  });

  it('is stirred by staff, not by votes and new questions', () => {
    const before = learn(emptyState, question('q'));
    expect(staffTouched(before, reduce(before, vote('q', 5, 2)))).toBe(false);
    expect(staffTouched(before, learn(before, question('new')))).toBe(false);
    expect(staffTouched(before, learn(before, question('q', { isPinned: true, version: 2 })))).toBe(true);
    const deleted = reduce(before, { type: 'question:deleted', data: { questionId: 'q' } });
    expect(staffTouched(before, deleted)).toBe(true);
  });

  it('says an own deed that was refused, without losing the page', async () => {
    await seated(
      sitDown([q], {
        answer: (_method, path) =>
          path.endsWith('/stage')
            ? json({ title: 'No', status: 409, code: 'question_elsewhere' }, 409)
            : undefined,
      }),
    );
    await card('Why now?');
    press('j');
    press('n');
    await screen.findByText('This question belongs to another room.');
  });
});
