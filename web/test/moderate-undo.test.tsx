import { cleanup, fireEvent, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asked, hall, press, seated, sent, sitDown, tab } from './fake-desk';
import { json } from './fakes';

afterEach(cleanup);
beforeEach(() => localStorage.clear());

const three = () => [
  asked('q1', { upvotes: 3 }),
  asked('q2', { upvotes: 2 }),
  asked('q3', { upvotes: 1, isPinned: false }),
];

async function atFirst(...args: Parameters<typeof sitDown>) {
  const world = sitDown(...args);
  await seated(world);
  await screen.findAllByRole('article');
  press('j');
  return world;
}

const write = async (text: string) => {
  fireEvent.input(await screen.findByLabelText('Your answer'), { target: { value: text } });
  fireEvent.click(screen.getByRole('button', { name: 'Save answer' }));
  await waitFor(() => expect(screen.queryByLabelText('Your answer')).toBeNull());
};

describe('an undo', () => {
  it('is offered in the toast for six seconds', async () => {
    const { calls, clock } = await atFirst(three());
    press('x');
    await screen.findByText('Hidden.');
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await sent(calls, 'DELETE /questions/q1/archive');
    await screen.findByText('Undone.');
    await clock.pass(6_000);
    await waitFor(() => expect(screen.queryByText('Undone.')).toBeNull());
  });

  it('gives an answer’s earlier words back, or none', async () => {
    const { calls } = await atFirst(three());
    press('d');
    await write('Soon.');
    fireEvent.click(tab(/Answered/));
    fireEvent.click(await screen.findByRole('button', { name: 'Edit answer' }));
    await write('Later.');
    press('z');
    await sent(calls, 'POST /questions/q1/answer {"responseText":"Soon.","version":3}');
    await screen.findByText('Undone.');
    press('z');
    await sent(calls, 'DELETE /questions/q1/answer');
  });

  it('of hiding what was on the stage puts it back there', async () => {
    const { calls } = await atFirst(three(), { teams: [{ ...hall, stageQuestionId: 'q1' }] });
    press('x');
    await screen.findByText('Hidden.');
    press('z');
    await sent(calls, 'PUT /teams/hall/stage {"questionId":"q1"}');
    expect(calls.at(-2)).toBe('DELETE /questions/q1/archive');
  });

  it('says when somebody was there since', async () => {
    let taken = false;
    await atFirst(three(), {
      answer: (method, path) =>
        taken && method === 'DELETE' && path.endsWith('/pin')
          ? json({ title: 'Gone', status: 404, code: 'not_found' }, 404)
          : undefined,
    });
    press('p');
    await screen.findByText('Pinned.');
    taken = true;
    press('z');
    await screen.findByText('This could not be undone: somebody has changed it since.');
  });
});
