import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asked, button, card, cards, hall, seated, sent, sitDown, tab } from './fake-desk';
import { json, question } from './fakes';

afterEach(cleanup);
beforeEach(() => localStorage.clear());

const q = asked('q1', { body: 'Why now?', upvotes: 4 });

async function answers(text: string) {
  fireEvent.input(await screen.findByLabelText('Your answer'), { target: { value: text } });
  fireEvent.click(screen.getByRole('button', { name: 'Save answer' }));
}

const signIn = async (password: string) => {
  fireEvent.input(await screen.findByLabelText('E-mail'), { target: { value: 'mika@example.org' } });
  fireEvent.input(screen.getByLabelText('Password'), { target: { value: password } });
  fireEvent.submit(screen.getByRole('form', { name: 'Sign in' }));
};

describe('the door', () => {
  it('asks who comes, and says when the password is wrong', async () => {
    sitDown([q], {
      signedIn: false,
      answer: (_method, path, body) =>
        path === '/auth/login' && body['password'] !== 'right'
          ? json({ title: 'No', code: 'unauthenticated' }, 401)
          : undefined,
    });
    await signIn('wrong');
    await screen.findByText('E-mail or password is wrong.');
    await signIn('right');
    await card('Why now?');
    fireEvent.click(screen.getByRole('button', { name: 'Sign out' }));
    await screen.findByRole('form', { name: 'Sign in' });
  });
});

describe('the desk', () => {
  it('counts what waits, is live, answered and hidden', async () => {
    const world = sitDown([
      q,
      asked('r1', { status: 'UNDER_REVIEW' }),
      asked('a1', { status: 'ANSWERED', responseText: 'Yes.' }),
      asked('h1', { status: 'ARCHIVED' }),
      asked('h2', { status: 'REJECTED', rejectionReason: 'Rude' }),
    ]);
    await seated(world);
    await waitFor(() =>
      expect(screen.getAllByRole('tab').map(({ textContent }) => textContent)).toEqual([
        'To review1',
        'Live1',
        'Answered1',
        'Hidden2',
      ]),
    );
    fireEvent.click(tab(/Hidden/));
    expect(cards().sort()).toEqual(['h1', 'h2']);
    world.last().connected('a-1', 'staff');
    world
      .last()
      .say({ type: 'question:submitted', seq: 2, data: asked('r2', { status: 'UNDER_REVIEW' }) }, 'a-2');
    await waitFor(() => expect(tab(/To review/).textContent).toBe('To review2'));
    await waitFor(() => expect(document.title).toBe('(2) Moderate · Openfloor'));
  });

  it('answers a question, which moves to the answered ones', async () => {
    await seated(sitDown([q]));
    fireEvent.click(button(await card('Why now?'), 'Answer'));
    await answers('Because.');
    await screen.findByText('No open questions.');
    fireEvent.click(tab(/Answered/));
    expect(await screen.findByText('Because.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Reopen' })).toBeTruthy();
  });

  it('closes a question that was answered aloud in one press, and leaves its stage alone', async () => {
    const { calls, ...world } = sitDown([q], { teams: [{ ...hall, stageQuestionId: 'q1' }] });
    await seated(world);
    fireEvent.click(button(await card('Why now?'), 'Answer'));
    const area = await screen.findByLabelText('Your answer');
    fireEvent.input(area, { target: { value: 'Half a thought' } });
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Answered live' })).toBeNull());
    fireEvent.input(area, { target: { value: ' ' } });
    fireEvent.click(await screen.findByRole('button', { name: 'Answered live' }));
    expect(document.activeElement).toBe(area);
    await sent(calls, 'POST /questions/q1/answer {"responseText":"Answered live","version":1}');
    await screen.findByText('Answer saved.');
    expect(screen.getByRole('region', { name: 'Now answering' })).toBeTruthy();
    expect(calls).toHaveLength(1);
  });

  it('offers no such words for the question’s own text', async () => {
    await seated(sitDown([q]));
    fireEvent.click(button(await card('Why now?'), 'Edit'));
    fireEvent.input(await screen.findByLabelText('Question text'), { target: { value: '' } });
    expect(screen.queryByRole('button', { name: 'Answered live' })).toBeNull();
  });

  it('shows the other answer when somebody was faster, and keeps the words', async () => {
    const old = { ...q, status: 'ANSWERED' as const, responseText: 'Old words' };
    const current = { ...old, responseText: 'Their words', version: 5 };
    const conflict = { title: 'Changed', status: 409, code: 'version_conflict', current };
    await seated(
      sitDown([old], {
        answer: (method, path) =>
          method === 'POST' && path.endsWith('/answer') ? json(conflict, 409) : undefined,
      }),
    );
    fireEvent.click(tab(/Answered/));
    fireEvent.click(await screen.findByRole('button', { name: 'Edit answer' }));
    await answers('My words');
    expect((await screen.findByRole('alert')).textContent).toContain('Their words');
    expect(screen.getByLabelText<HTMLTextAreaElement>('Your answer').value).toBe('My words');
  });

  it('keeps what is being written through a change of tab', async () => {
    await seated(sitDown([q]));
    fireEvent.click(button(await card('Why now?'), 'Answer'));
    fireEvent.input(await screen.findByLabelText('Your answer'), { target: { value: 'Half a thought' } });
    fireEvent.click(tab(/Hidden/));
    await screen.findByText('Nothing is hidden or declined.');
    fireEvent.click(tab(/Live/));
    expect((await screen.findByLabelText<HTMLTextAreaElement>('Your answer')).value).toBe('Half a thought');
  });

  it('searches without taking the words or the focus from anybody', async () => {
    const world = sitDown([q, asked('q2', { body: 'What else?' })]);
    await seated(world);
    fireEvent.click(await screen.findByRole('checkbox', { description: 'What else?' }));
    fireEvent.click(button(await card('Why now?'), 'Answer'));
    fireEvent.input(await screen.findByLabelText('Your answer'), { target: { value: 'Half' } });
    const field = screen.getByRole('searchbox');
    field.focus();
    for (const text of ['W', 'Wh', 'Why']) {
      fireEvent.input(field, { target: { value: text } });
      expect(document.activeElement).toBe(field);
    }
    expect(screen.getByLabelText<HTMLTextAreaElement>('Your answer').value).toBe('Half');
    fireEvent.input(field, { target: { value: '' } });
    const box = await screen.findByRole<HTMLInputElement>('checkbox', { description: 'What else?' });
    expect(box.checked).toBe(true);
  });

  it('writes over no answer that came while the editor was out of sight', async () => {
    const world = sitDown([q]);
    await seated(world);
    fireEvent.click(button(await card('Why now?'), 'Answer'));
    fireEvent.input(await screen.findByLabelText('Your answer'), { target: { value: 'Mine' } });
    fireEvent.click(tab(/Hidden/));
    world.last().connected('a-1', 'staff');
    const theirs = { ...q, status: 'ANSWERED' as const, responseText: 'Theirs', version: 2 };
    world.last().say({ type: 'question:answered', data: theirs, seq: 2 }, 'a-2');
    fireEvent.click(tab(/Live/));
    await screen.findByLabelText('Your answer');
    fireEvent.click(screen.getByRole('button', { name: 'Save answer' }));
    await sent(world.calls, 'POST /questions/q1/answer {"responseText":"Mine","version":1}');
  });

  it('says when two decide at once, and shows what the other made of it', async () => {
    const current = asked('r1', { status: 'OPEN', version: 2 });
    const conflict = { title: 'Changed', status: 409, code: 'version_conflict', current };
    const world = sitDown([asked('r1', { status: 'UNDER_REVIEW' })], {
      answer: (_method, path) => (path.endsWith('/review') ? json(conflict, 409) : undefined),
    });
    await seated(world);
    fireEvent.click(tab(/To review/));
    fireEvent.click(button(await card('About r1?'), 'Approve'));
    await screen.findByText('Nothing is waiting for review.');
    fireEvent.click(tab(/Live/));
    await within(await card('About r1?')).findByText(/Somebody else was faster/);
  });

  it('pins, and says next to the question why it could not', async () => {
    const refused = json({ title: 'Please try again in a moment', status: 503, code: 'unavailable' }, 503);
    await seated(
      sitDown([q], {
        answer: (method, path) => (method === 'POST' && path.endsWith('/pin') ? refused : undefined),
      }),
    );
    const row = await card('Why now?');
    fireEvent.click(button(row, 'Pin'));
    await within(row).findByText(/Please try again in a moment/);
    expect(button(row, 'Pin')).toBeTruthy();
  });

  it('deletes only after a second word, and offers no way back', async () => {
    const { calls, ...world } = sitDown([q]);
    await seated(world);
    fireEvent.click(button(await card('Why now?'), 'Delete'));
    expect(calls).toEqual([]);
    fireEvent.click(await screen.findByRole('button', { name: 'Delete question' }));
    await sent(calls, 'DELETE /questions/q1');
    await screen.findByText('Deleted.');
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
  });

  it('lets nothing new move the card that is read', async () => {
    const world = sitDown([q]);
    await seated(world);
    const row = await card('Why now?');
    row.focus();
    world.last().connected('a-1', 'staff');
    world.last().say({ type: 'question:created', seq: 2, data: asked('q2', { upvotes: 99 }) }, 'a-2');
    const pill = await screen.findByRole('button', { name: '1 new question' });
    expect(cards()).toEqual(['q1']);
    fireEvent.click(pill);
    await waitFor(() => expect(cards()).toEqual(['q2', 'q1']));
  });

  it('stages only what belongs to a team', async () => {
    await seated(sitDown([question('lost', { body: 'Whose?' })]));
    const stage = button(await card('Whose?'), 'Now answering');
    expect(stage.hasAttribute('disabled')).toBe(true);
    expect(stage.title).toBe('Only a team’s questions can be put on stage.');
  });
});

describe('the corner', () => {
  it.each(['moderator', 'admin'] as const)('shows administrators the way to their page: %s', async (role) => {
    await seated(sitDown([q], { role }));
    const way = screen.queryByRole('link', { name: 'Administration' });
    expect(way?.getAttribute('href')).toBe(role === 'admin' ? '/admin?tenantId=acme' : undefined);
  });
});

describe('the team’s bar', () => {
  it('switches the review on and off, and says how the room takes questions', async () => {
    const { calls, ...world } = sitDown([q]);
    await seated(world);
    const review = await screen.findByRole('switch', { name: 'Review first' });
    expect(review.getAttribute('aria-checked')).toBe('true');
    fireEvent.click(review);
    await sent(calls, 'PATCH /teams/hall {"moderation":"off"}');
    await waitFor(() => expect(review.getAttribute('aria-checked')).toBe('false'));
    await screen.findByText('Review is off.');
    fireEvent.click(screen.getByRole('button', { name: 'Votes only' }));
    await sent(calls, 'PATCH /teams/hall {"state":"vote-only"}');
    await screen.findByText('The room takes votes only.');
    await waitFor(() => expect(screen.getAllByRole('button', { name: 'Undo' })).toHaveLength(2));
    fireEvent.click(screen.getAllByRole('button', { name: 'Undo' })[1] as HTMLElement);
    await sent(calls, 'PATCH /teams/hall {"state":"open"}');
  });

  it('narrows to a team, with its room and wall', async () => {
    const lab = { ...hall, id: 'lab', name: 'Lab', slug: 'lab', stageQuestionId: 'l1' };
    await seated(sitDown([q, asked('l1', { teamId: 'lab' })], { teams: [hall, lab] }));
    expect(screen.queryByRole('switch', { name: 'Review first' })).toBeNull();
    expect((await card('Why now?')).textContent).toContain('Town hall');
    fireEvent.change(screen.getByRole('combobox', { name: 'Team' }), { target: { value: 'hall' } });
    await waitFor(() => expect(cards()).toEqual(['q1']));
    expect(screen.queryByRole('region', { name: 'Now answering' })).toBeNull();
    const wall = screen.getByRole('link', { name: 'Wall (opens a new tab)' });
    expect(wall.getAttribute('href')).toBe('/wall/town-hall?tenantId=acme');
    const room = screen.getByRole('link', { name: 'Room (opens a new tab)' });
    expect(room.getAttribute('href')).toBe('/room/town-hall?tenantId=acme');
  });
});
