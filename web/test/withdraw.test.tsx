import { cleanup, fireEvent, screen, waitFor } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { question } from './fakes';
import { visit } from './room-visit';

afterEach(cleanup);

const mine = question('q1', { viewer: { own: true, upvoted: false } });

describe('the focus, when an own question is withdrawn', () => {
  it('goes to Undo if it was done by key, and Undo gives it back to the list', async () => {
    visit({ questions: [mine] });
    fireEvent.click(await screen.findByRole('button', { name: 'Withdraw' }), { detail: 0 });
    const undo = await screen.findByRole('button', { name: 'Undo' });
    expect(document.activeElement).toBe(undo);
    fireEvent.click(undo, { detail: 0 });
    const row = await screen.findByRole('article', { name: 'About q1?' });
    await waitFor(() => expect(document.activeElement).toBe(row.parentElement));
  });

  it('stays in the list if it was done by pointer', async () => {
    visit({ questions: [mine, question('q2')] });
    fireEvent.click(await screen.findByRole('button', { name: 'Withdraw' }), { detail: 1 });
    await screen.findByRole('button', { name: 'Undo' });
    expect(document.activeElement).toBe(screen.getByRole('article').parentElement);
  });
});
