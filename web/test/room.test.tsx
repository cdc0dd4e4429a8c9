import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { json, question, vote } from './fakes';
import { visit } from './room-visit';

afterEach(() => {
  cleanup();
  history.replaceState(null, '', '/');
});

const own = { viewer: { own: true, upvoted: false } };
const names = () => screen.getAllByRole('article').map((row) => row.dataset['questionId']);
const box = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Your question' });
const answered = (id: string, day: number, respondedDay: number) =>
  question(id, {
    status: 'ANSWERED',
    createdAt: `2026-01-0${day}T09:00:00.000Z`,
    respondedAt: `2026-01-0${respondedDay}T10:00:00.000Z`,
  });

describe('asking', () => {
  it('says what becomes of the name, before it is sent', () => {
    visit();
    expect(screen.getByText('Anonymous: not even moderators see who asked.')).toBeTruthy();
    fireEvent.input(screen.getByLabelText('Your name (optional)'), { target: { value: ' Ida ' } });
    expect(screen.getByText('Everyone will see that Ida asked.')).toBeTruthy();
  });

  it('counts letters as people do, and says when few are left', () => {
    visit();
    fireEvent.input(box(), { target: { value: `${'👩‍👩‍👧'.repeat(3)}${'x'.repeat(980)}` } });
    expect(screen.getByText('983 / 1,000').textContent).toBe('983 / 1,00017 characters left');
    fireEvent.input(box(), { target: { value: 'x'.repeat(1_002) } });
    expect(screen.getByText('2 characters too many')).toBeTruthy();
  });
});

describe('reading', () => {
  it('shows what is being answered on top of everything, and marks its row', async () => {
    const { hears } = visit({ questions: [question('q1'), question('q2')], team: { stageQuestionId: 'q1' } });
    const card = await screen.findByRole('region', { name: 'Now answering' });
    expect(within(card).getByText('About q1?')).toBeTruthy();
    expect(
      within(screen.getByRole('article', { name: 'About q1?' })).getByText('Now answering'),
    ).toBeTruthy();
    hears({ type: 'stage:changed', data: { teamId: 'team', questionId: 'q2' } });
    await waitFor(() =>
      expect(
        within(screen.getByRole('region', { name: 'Now answering' })).getByText('About q2?'),
      ).toBeTruthy(),
    );
    hears({ type: 'stage:changed', data: { teamId: 'team', questionId: null } });
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Now answering' })).toBeNull());
  });

  it('lists the newest answer first, whenever the question was asked', async () => {
    visit({ questions: [answered('q1', 1, 9), answered('q2', 2, 3), answered('q3', 3, 8)] });
    await screen.findByRole('article', { name: 'About q1?' });
    fireEvent.click(screen.getByRole('tab', { name: /Answered/ }));
    await waitFor(() => expect(names()).toEqual(['q1', 'q3', 'q2']));
  });

  it('finds by words and by tags', async () => {
    const pay = { id: 'pay', name: 'Pay', color: '#123456' };
    visit({ questions: [question('q1', { tags: [pay] }), question('q2', { body: 'Où est le café ?' })] });
    await screen.findByRole('article', { name: 'About q1?' });
    fireEvent.click(screen.getByRole('button', { name: 'Search questions' }));
    fireEvent.input(await screen.findByRole('searchbox'), { target: { value: 'CAFE' } });
    expect(names()).toEqual(['q2']);
    fireEvent.input(screen.getByRole('searchbox'), { target: { value: 'nowhere' } });
    expect(screen.getByText('Nothing found.')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Search questions' }));
    expect(names()).toEqual(['q1', 'q2']);
    fireEvent.click(screen.getByRole('button', { name: 'Pay' }));
    expect(names()).toEqual(['q1']);
    fireEvent.click(await screen.findByRole('button', { name: 'Pay', pressed: true }));
    expect(names()).toEqual(['q1', 'q2']);
  });

  it('renders what is near, and whatever the address asks for', async () => {
    const many = Array.from({ length: 2_000 }, (_, n) => question(`q${n}`, { upvotes: 2_000 - n }));
    history.replaceState(null, '', '/#q-q150');
    visit({ questions: many });
    await screen.findByText('Show more (1,849)');
    const rows = [...document.querySelectorAll<HTMLElement>('[data-question-id]')];
    expect(rows).toHaveLength(151);
    expect(rows.at(-1)?.dataset['questionId']).toBe('q150');
  });

  it('says why a question takes no votes', async () => {
    visit({
      questions: [question('q1', { isFrozen: true, upvotes: 3 }), question('q2', { status: 'ANSWERED' })],
    });
    const frozen = await screen.findByRole('button', { name: 'Upvote, 3 votes. This question is frozen.' });
    expect(frozen.getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByRole('button', { name: 'Upvote, 0 votes. This question is answered.' })).toBeTruthy();
  });

  it('keeps the rows still while they are in use; a pill counts and applies', async () => {
    const { hears } = visit({ questions: [question('q1', { upvotes: 5 }), question('q2'), question('q3')] });
    const row = await screen.findByRole('article', { name: 'About q1?' });
    fireEvent.pointerMove(row);
    hears(vote('q3', 9, 2));
    await screen.findByRole('button', { name: '1 update' });
    hears({ type: 'question:deleted', data: { questionId: 'q2' } });
    await screen.findByRole('button', { name: '2 updates' });
    expect(screen.getByText('No longer here')).toBeTruthy();
    expect(names()).toEqual(['q1', 'q3']);
    fireEvent.click(screen.getByRole('button', { name: '2 updates' }));
    expect(names()).toEqual(['q3', 'q1']);
    expect(screen.queryByText('No longer here')).toBeNull();
  });
});

describe('without a network', () => {
  it('a vote and a question are kept, marked, and sent when it is back', async () => {
    const sent: string[] = [];
    let down = true;
    const { hears, last, clock, calls } = visit({
      questions: [question('q1', { upvotes: 4 })],
      answer: (method, path, body) => {
        if (method === 'GET') return undefined;
        if (down) throw new TypeError('Failed to fetch');
        sent.push(path);
        if (path === '/questions') return json(question('q2', { body: String(body['body']) }), 201);
        return json({ id: 'q1', questionId: 'q1', upvotes: 5, upvoted: true, version: 2 });
      },
    });
    await screen.findByRole('article', { name: 'About q1?' });
    hears(vote('q1', 4, 1));
    last().cut();
    fireEvent.click(screen.getByRole('button', { name: 'Upvote, 4 votes' }));
    const row = screen.getByRole('article', { name: 'About q1?' });
    await within(row).findByText('Will be sent');
    fireEvent.input(box(), { target: { value: 'From the tunnel?' } });
    fireEvent.keyDown(box(), { key: 'Enter', metaKey: true });
    await screen.findByText('Saved here, and sent as soon as you are back online.');
    expect(box().value).toBe('');
    await screen.findByText('From the tunnel?');
    down = false;
    await act(() => clock.pass(2_000));
    act(() => last().connected('a-2'));
    await screen.findByRole('article', { name: 'From the tunnel?' });
    expect(sent).toEqual(['/questions/q1/upvote', '/questions']);
    expect(screen.queryByText('Will be sent')).toBeNull();
    expect(calls.filter((call) => call === 'POST /questions')).toHaveLength(2);
  });
});

describe('a pause', () => {
  it('lets nothing move but by own deeds, says how much changed, and ends', async () => {
    const { hears } = visit({
      questions: [question('q1', { upvotes: 5 }), question('q2')],
      answer: (method) =>
        method === 'POST'
          ? json({ id: 'q2', questionId: 'q2', upvotes: 1, upvoted: true, version: 2 })
          : undefined,
    });
    await screen.findByRole('article', { name: 'About q1?' });
    fireEvent.click(screen.getByRole('button', { name: 'Settings' }));
    fireEvent.click(await screen.findByRole('switch', { name: /^Pause updates/ }));
    await screen.findByText('Updates are paused.');
    hears(vote('q1', 50, 2));
    await screen.findByText('Updates are paused; 1 question changed.');
    expect(screen.getByRole('button', { name: 'Upvote, 5 votes' })).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Upvote, 0 votes' }));
    await screen.findByRole('button', { name: 'Upvote, 1 vote', pressed: true });
    fireEvent.click(screen.getByRole('button', { name: 'Resume' }));
    expect(screen.getByRole('button', { name: 'Upvote, 50 votes' })).toBeTruthy();
    expect(screen.queryByText(/^Updates are paused/)).toBeNull();
  });
});

describe('own questions', () => {
  const mine = question('q1', own);

  it('are withdrawn when the way back has closed', async () => {
    const { calls, toasts } = visit({
      questions: [mine],
      answer: (method) => (method === 'DELETE' ? json(undefined, 204) : undefined),
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Withdraw' }));
    expect(screen.queryByRole('article')).toBeNull();
    await screen.findByText('Withdrawn.');
    expect(calls).not.toContain('DELETE /questions/q1');
    toasts.dismiss(toasts.get()[0]?.id ?? 0);
    await waitFor(() => expect(calls).toContain('DELETE /questions/q1'));
    expect(screen.queryByRole('article')).toBeNull();
  });

  it('come back with Undo, and nothing is sent', async () => {
    const { calls } = visit({ questions: [mine] });
    fireEvent.click(await screen.findByRole('button', { name: 'Withdraw' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await screen.findByRole('article', { name: 'About q1?' });
    fireEvent(window, new Event('pagehide'));
    expect(calls).not.toContain('DELETE /questions/q1');
  });

  it('are withdrawn at once when the page is left', async () => {
    const { calls } = visit({ questions: [mine] });
    fireEvent.click(await screen.findByRole('button', { name: 'Withdraw' }));
    await screen.findByText('Withdrawn.');
    fireEvent(window, new Event('pagehide'));
    expect(calls).toContain('DELETE /questions/q1');
  });

  it('show under Mine that they wait, or why they were not published', async () => {
    visit({
      questions: [
        question('q1', { ...own, status: 'UNDER_REVIEW' }),
        question('q2', { ...own, status: 'REJECTED', rejectionReason: 'Asked before' }),
      ],
    });
    fireEvent.click(screen.getByRole('tab', { name: /^Mine/ }));
    expect(
      within(await screen.findByRole('article', { name: 'About q1?' })).getByText('In review'),
    ).toBeTruthy();
    const declined = await screen.findByRole('article', { name: 'About q2?' });
    expect(within(declined).getByText('Not published')).toBeTruthy();
    expect(within(declined).getByText('Asked before')).toBeTruthy();
  });

  it('bring news of themselves, and only of themselves', async () => {
    const { hears, toasts } = visit({ questions: [mine, question('q2')] });
    await screen.findByRole('article', { name: 'About q1?' });
    // What tells the news is fetched after the page.
    await act(() => import('../src/ui/extras').then(() => undefined));
    const said = () => toasts.get().map(({ text }) => text);
    hears({
      type: 'question:answered',
      data: question('q2', { status: 'ANSWERED', responseText: 'No.', version: 2 }),
    });
    hears({ type: 'stage:changed', data: { teamId: 'team', questionId: 'q1' } });
    await waitFor(() => expect(said()).toEqual(['Your question is being answered now: “About q1?”']));
    hears({
      type: 'question:answered',
      data: question('q1', { status: 'ANSWERED', responseText: 'Yes.', version: 2 }),
    });
    await waitFor(() => expect(said().at(-1)).toBe('Your question is answered: “About q1?”'));
    expect(said()).toHaveLength(2);
  });
});
