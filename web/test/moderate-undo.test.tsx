import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
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

  it('of hiding pushes nothing else off the stage', async () => {
    const { calls, last } = await atFirst(three(), { teams: [{ ...hall, stageQuestionId: 'q1' }] });
    last().connected('a-1', 'staff');
    press('x');
    await screen.findByText('Hidden.');
    last().say({ type: 'stage:changed', data: { teamId: 'hall', questionId: 'q2' }, seq: 2 }, 'a-2');
    press('z');
    await screen.findByText('This could not be undone: somebody has changed it since.');
    expect(calls.at(-1)).toBe('DELETE /questions/q1/archive');
  });

  it('of another reason gives the old one back, and publishes nothing', async () => {
    const { calls } = await atFirst([
      ...three(),
      asked('r1', { status: 'REJECTED', rejectionReason: 'Old' }),
    ]);
    fireEvent.click(tab(/Hidden/));
    fireEvent.click(await screen.findByRole('button', { name: 'Change reason' }));
    fireEvent.input(await screen.findByLabelText('Reason for the author (optional)'), {
      target: { value: 'New' },
    });
    fireEvent.submit(screen.getByRole('form', { name: 'Decline the question' }));
    await screen.findByText('Reason changed.');
    press('z');
    await sent(calls, 'POST /questions/r1/review {"decision":"reject","version":2,"reason":"Old"}');
    await screen.findByText('Undone.');
  });

  it('of an approval hides the question, as the toast said', async () => {
    const { calls } = await atFirst([...three(), asked('r1', { status: 'UNDER_REVIEW' })]);
    fireEvent.click(tab(/To review/));
    fireEvent.click(await screen.findByRole('button', { name: 'Approve' }));
    await screen.findByText('Approved. Undo hides it.');
    press('z');
    await sent(calls, 'POST /questions/r1/archive');
    await screen.findByText('Undone.');
  });

  it('of a decline puts the question back into the queue, and that can be taken back too', async () => {
    const declined = asked('r1', { status: 'REJECTED', rejectionReason: 'Old' });
    const { calls } = await atFirst([...three(), declined]);
    fireEvent.click(tab(/Hidden/));
    fireEvent.click(await screen.findByRole('button', { name: 'Back to review' }));
    await sent(calls, 'POST /questions/r1/review {"decision":"requeue","version":1}');
    press('z');
    await sent(calls, 'POST /questions/r1/review {"decision":"reject","version":2,"reason":"Old"}');
    await screen.findByText('Undone.');
    fireEvent.click(screen.getByRole('button', { name: 'Back to review' }));
    fireEvent.click(tab(/To review/));
    fireEvent.click(await screen.findByRole('button', { name: 'Decline' }));
    fireEvent.submit(await screen.findByRole('form', { name: 'Decline the question' }));
    await sent(calls, 'POST /questions/r1/review {"decision":"reject","version":4}');
    press('z');
    await sent(calls, 'POST /questions/r1/review {"decision":"requeue","version":5}');
  });

  it('of reopening answers again, but not over a newer answer', async () => {
    const old = { status: 'ANSWERED', responseText: 'Old' } as const;
    const { calls, last } = await atFirst([asked('q0'), asked('q1', old), asked('q2', old)]);
    last().connected('a-1', 'staff');
    fireEvent.click(tab(/Answered/));
    press('j');
    for (const id of ['q1', 'q2']) {
      const shown = await screen.findByRole('article', { name: `About ${id}?` });
      fireEvent.click(within(shown).getByRole('button', { name: 'Reopen' }));
      await sent(calls, `DELETE /questions/${id}/answer`);
      await waitFor(() => expect(screen.queryByRole('article', { name: `About ${id}?` })).toBeNull());
    }
    const newer = asked('q2', { status: 'ANSWERED', responseText: 'New', version: 9 });
    last().say({ type: 'question:answered', data: newer, seq: 2 }, 'a-2');
    press('z');
    await screen.findByText('This could not be undone: somebody has changed it since.');
    press('z');
    await sent(calls, 'POST /questions/q1/answer {"responseText":"Old","version":2}');
    await screen.findByText('Undone.');
  });

  it('of a team’s switch that was refused leaves what an event changed meanwhile', async () => {
    const world = await atFirst(three(), {
      answer: (method, path) => {
        if (method !== 'PATCH' || path !== '/teams/hall') return undefined;
        const closed = { ...hall, state: 'closed' as const };
        world.last().say({ type: 'team:updated', data: closed, seq: 2 }, 'a-2');
        return json({ title: 'Down', status: 503 }, 503);
      },
    });
    world.last().connected('a-1', 'staff');
    fireEvent.click(await screen.findByRole('switch', { name: /review/i }));
    await screen.findByRole('button', { name: 'Closed', pressed: true });
    const review = screen.getByRole<HTMLInputElement>('switch', { name: /review/i });
    await waitFor(() => expect(review.checked).toBe(true));
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
