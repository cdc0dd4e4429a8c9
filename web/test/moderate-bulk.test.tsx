import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asked, button, card, cards, press, seated, sent, sitDown, tab, type Answer } from './fake-desk';
import { json } from './fakes';

afterEach(cleanup);
beforeEach(() => localStorage.clear());

const many = (status: 'OPEN' | 'UNDER_REVIEW' = 'OPEN') =>
  ['q1', 'q2', 'q3', 'q4'].map((id, at) => asked(id, { status, upvotes: 9 - at }));
const box = async (id: string) => within(await card(`About ${id}?`)).getByRole<HTMLInputElement>('checkbox');
const bar = () => screen.findByRole('region', { name: 'Selected questions' });
const picked = () => screen.getAllByRole<HTMLInputElement>('checkbox').map(({ checked }) => checked);

async function sit(questions = many(), answer: Answer = () => undefined) {
  const world = sitDown(questions, { answer });
  await seated(world);
  if (questions[0]?.status === 'UNDER_REVIEW') fireEvent.click(tab(/To review/));
  await card('About q1?');
  return world;
}

describe('the selection', () => {
  it('reaches with shift from the last one to this', async () => {
    await sit();
    fireEvent.click(await box('q1'));
    fireEvent.click(await box('q3'), { shiftKey: true });
    await waitFor(() => expect(picked()).toEqual([true, true, true, false]));
    expect((await bar()).textContent).toContain('3 selected');
  });

  it('keeps ticked what shift reaches once more', async () => {
    await sit();
    fireEvent.click(await box('q1'));
    fireEvent.click(await box('q3'), { shiftKey: true });
    await waitFor(() => expect(picked()).toEqual([true, true, true, false]));
    fireEvent.click(await box('q2'), { shiftKey: true });
    expect((await box('q2')).checked).toBe(true);
  });

  it('reaches with shift and a click on the card too', async () => {
    await sit();
    fireEvent.click(await box('q4'));
    fireEvent.click(await card('About q2?'), { shiftKey: true });
    await waitFor(() => expect(picked()).toEqual([false, true, true, true]));
  });

  it('follows Space, and Escape drops it', async () => {
    await sit();
    press('j');
    press(' ');
    press('j');
    press(' ');
    await waitFor(() => expect(picked()).toEqual([true, true, false, false]));
    press(' ');
    await waitFor(() => expect(picked()).toEqual([true, false, false, false]));
    press('Escape');
    await waitFor(() => expect(picked()).toEqual([false, false, false, false]));
    expect(screen.queryByRole('region', { name: 'Selected questions' })).toBeNull();
  });

  it('takes all, and leaves with its tab', async () => {
    await sit();
    fireEvent.click(await box('q1'));
    fireEvent.click(button(await bar(), 'Select all 4'));
    await waitFor(() => expect(picked()).toEqual([true, true, true, true]));
    fireEvent.click(tab(/Hidden/));
    fireEvent.click(tab(/Live/));
    await waitFor(() => expect(picked()).toEqual([false, false, false, false]));
  });
});

describe('deeds on many', () => {
  it('are single requests with one undo for all', async () => {
    const { calls } = await sit();
    fireEvent.click(await box('q1'));
    fireEvent.click(await box('q2'));
    fireEvent.click(button(await bar(), 'Hide'));
    await screen.findByText('2 hidden.');
    expect(calls).toEqual(['POST /questions/q1/archive', 'POST /questions/q2/archive']);
    expect(cards()).toEqual(['q3', 'q4']);
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(cards().sort()).toEqual(['q1', 'q2', 'q3', 'q4']));
    expect(calls.slice(2).sort()).toEqual(['DELETE /questions/q1/archive', 'DELETE /questions/q2/archive']);
  });

  it('tell which failed and why, and keep those picked', async () => {
    const { calls } = await sit(many(), (method, path) =>
      method === 'POST' && path === '/questions/q2/pin'
        ? json({ title: 'No', status: 409, code: 'question_merged' }, 409)
        : undefined,
    );
    for (const id of ['q1', 'q2', 'q3']) fireEvent.click(await box(id));
    fireEvent.click(button(await bar(), 'Pin'));
    await screen.findByText('2 pinned. 1 failed; see why next to it.');
    await within(await card('About q2?')).findByText(/merged into another/);
    expect((await bar()).textContent).toContain('1 selected');
    expect((await box('q2')).checked).toBe(true);
    press('z');
    await waitFor(() => expect(calls.filter((call) => call.startsWith('DELETE'))).toHaveLength(2));
  });

  it('go by the same keys', async () => {
    const { calls } = await sit();
    press('j');
    press(' ');
    press('j');
    press(' ');
    press('f');
    await screen.findByText('2 frozen.');
    expect(calls).toHaveLength(2);
  });

  it('decline with one reason for all', async () => {
    const { calls } = await sit(many('UNDER_REVIEW'));
    fireEvent.click(await box('q1'));
    fireEvent.click(await box('q2'));
    press('x');
    const form = within(await bar());
    fireEvent.input(await form.findByLabelText('Reason for the author (optional)'), {
      target: { value: 'Twice' },
    });
    fireEvent.submit(form.getByRole('form', { name: 'Decline the question' }));
    await screen.findByText('2 declined.');
    expect(calls.every((call) => call.includes('"reason":"Twice"'))).toBe(true);
  });

  it('ask before the whole queue is let in, and name the count', async () => {
    const { calls } = await sit(many('UNDER_REVIEW'));
    fireEvent.click(await box('q1'));
    fireEvent.click(button(await bar(), 'Select all 4'));
    fireEvent.click(button(await bar(), 'Approve'));
    const dialog = await screen.findByRole('dialog', { name: 'Approve all 4 questions?' });
    expect(calls).toEqual([]);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Approve' }));
    await screen.findByText('4 approved. Undo hides them.');
    expect(calls).toHaveLength(4);
  });

  it('approve a choice without asking', async () => {
    const { calls } = await sit(many('UNDER_REVIEW'));
    fireEvent.click(await box('q1'));
    fireEvent.click(await box('q2'));
    press('a');
    await screen.findByText('2 approved. Undo hides them.');
    expect(calls).toHaveLength(2);
  });

  it('tag, and undo the tags', async () => {
    const { calls } = await sit();
    fireEvent.click(await box('q1'));
    fireEvent.click(await box('q2'));
    press('t');
    const form = within(await bar());
    fireEvent.input(await form.findByLabelText('Tag name'), { target: { value: 'Offices' } });
    fireEvent.submit(form.getByRole('form', { name: 'Add a tag' }));
    await screen.findByText('2 tagged.');
    press('z', document.body);
    await sent(calls, 'DELETE /questions/q2/tags/tag-Offices');
  });

  it('delete after a confirm that names the count', async () => {
    const { calls } = await sit();
    fireEvent.click(await box('q1'));
    fireEvent.click(await box('q2'));
    fireEvent.click(button(await bar(), 'Delete'));
    const dialog = await screen.findByRole('dialog', { name: 'Delete 2 questions?' });
    expect(calls).toEqual([]);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Delete' }));
    await screen.findByText('2 deleted.');
    expect(cards()).toEqual(['q3', 'q4']);
  });
});
