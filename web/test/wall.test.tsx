import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { reduce } from '../src/core/reducer';
import { StageHand } from '../src/core/stage-hand';
import type { AppEvent, Question, Team } from '../src/core/types';
import { Wall } from '../src/ui/wall/page';
import { listOf, room, type Answer } from './fake-room';
import { json, question, settle, vote } from './fakes';

const hall: Team = {
  id: 'hall',
  name: 'Town hall',
  slug: 'hall',
  description: null,
  joinCode: 'K7PM2X',
  state: 'open',
  moderation: 'off',
};
const inHall = (id: string, more: Partial<Question> = {}) => question(id, { teamId: 'hall', ...more });

afterEach(() => {
  vi.useRealTimers();
  cleanup();
});

interface Scene {
  questions?: Question[];
  teams?: Team[];
  slug?: string | null;
  staff?: boolean;
  answer?: Answer;
}

async function hang({ questions = [], teams = [hall], slug = 'hall', staff = false, answer }: Scene = {}) {
  const world = room(
    (method, path, body, query) => {
      if (method === 'GET' && path === '/teams') return { items: teams };
      if (method === 'GET' && path === '/questions') return listOf(...questions);
      return answer?.(method, path, body, query);
    },
    { slug },
  );
  const hand = new StageHand(world.store.api, () => staff);
  render(<Wall store={world.store} slug={slug} hand={hand} origin="https://ask.example" search="" />);
  world.store.start();
  await act(settle);
  const hear = (...events: AppEvent[]) =>
    act(() => {
      for (const event of events) world.store.change((state) => reduce(state, event));
    });
  return { ...world, hear };
}

const stage = (questionId: string | null): AppEvent => ({
  type: 'stage:changed',
  data: { teamId: 'hall', questionId },
});
const onStage = () => screen.queryByRole('heading', { level: 1 })?.textContent ?? null;
const nextOnes = () => screen.queryAllByRole('listitem').map((row) => row.querySelector('p')?.textContent);
const press = (key: string) => fireEvent.keyDown(document.body, { key });
const three = [
  inHall('a', { upvotes: 9 }),
  inHall('b', { upvotes: 5, authorName: 'Maren' }),
  inHall('c', { upvotes: 2 }),
];

describe('the wall', () => {
  it('shows the question on stage, the next ones and how to join', async () => {
    const { hear } = await hang({ questions: three });
    expect(nextOnes()).toEqual(['About a?', 'About b?', 'About c?']);
    hear(stage('b'));
    expect(onStage()).toBe('About b?');
    expect(nextOnes()).toEqual(['About a?', 'About c?']);
    expect(screen.getByText('Maren')).toBeTruthy();
    hear(stage(null));
    expect(nextOnes()).toEqual(['About a?', 'About b?', 'About c?']);
  });

  it('begins with what the team has on stage already', async () => {
    await hang({ questions: three, teams: [{ ...hall, stageQuestionId: 'c' }] });
    expect(onStage()).toBe('About c?');
  });

  it.each([
    ['nothing is asked', 'open', 'Ask the first question'],
    ['the room is closed', 'closed', 'This room is closed'],
  ] as const)('tells how to join when %s', async (_, state, title) => {
    await hang({ teams: [{ ...hall, state }] });
    expect(onStage()).toBe(title);
    const qr = screen.getByRole('img', { name: 'QR code to join at ask.example/j/K7PM2X' });
    expect(qr.getAttribute('src')).toBe('/join/K7PM2X/qr.svg');
    expect(screen.getByRole('complementary', { name: 'Join in' }).textContent).toContain('ask.example');
    expect(screen.getByRole('complementary', { name: 'Join in' }).textContent).toContain('K7PM2X');
  });

  it.each([
    ['open', 'Join in at'],
    ['vote-only', 'Votes only. Join in at'],
    ['closed', 'Closed. Read on at'],
  ] as const)('says by the way in what a room takes: %s', async (state, words) => {
    const { hear } = await hang({ questions: three });
    hear({ type: 'team:updated', data: { ...hall, state } }, stage('a'));
    expect(screen.getByText(words)).toBeTruthy();
  });

  it('never shows what is not public, whoever is signed in', async () => {
    const { hear } = await hang({ questions: three, staff: true });
    hear(
      { type: 'question:submitted', data: inHall('s', { status: 'UNDER_REVIEW', upvotes: 99 }) },
      { type: 'question:created', data: question('elsewhere', { teamId: 'other', upvotes: 99 }) },
      stage('s'),
    );
    expect(document.body.textContent).not.toContain('About s?');
    expect(document.body.textContent).not.toContain('elsewhere');
    hear({ type: 'question:created', data: inHall('s', { version: 2 }) });
    expect(onStage()).toBe('About s?');
  });

  it('takes a hidden or merged question down at once', async () => {
    const { hear } = await hang({ questions: three });
    hear(stage('a'), {
      type: 'question:archived',
      data: { questionId: 'a', status: 'ARCHIVED', version: 2 },
    });
    expect(document.body.textContent).not.toContain('About a?');
    hear({ type: 'question:merged', data: { questionId: 'c', into: 'b', upvotes: 7, version: 2 } });
    expect(nextOnes()).toEqual(['About b?']);
  });

  it('keeps the order while somebody speaks', async () => {
    const { hear } = await hang({ questions: three });
    hear(stage('a'));
    hear(vote('c', 50, 2));
    expect(nextOnes()).toEqual(['About b?', 'About c?']);
    expect(screen.getByText('50 votes')).toBeTruthy();
    hear(stage('b'));
    expect(nextOnes()).toEqual(['About c?']);
  });

  it('follows arrows and clickers on this screen, and the stage again when it moves', async () => {
    const { hear, asked } = await hang({ questions: three });
    for (const [key, shown] of [
      ['ArrowRight', 'a'],
      ['PageDown', 'b'],
      [' ', 'c'],
      ['ArrowRight', 'c'],
      ['PageUp', 'b'],
      ['ArrowLeft', 'a'],
      ['Escape', 'a'],
    ] as const) {
      press(key);
      expect(onStage(), key).toBe(`About ${shown}?`);
    }
    hear(stage('c'));
    expect(onStage()).toBe('About c?');
    expect(asked.filter((line) => line.startsWith('PUT'))).toEqual([]);
  });

  it('takes a key held down for one press', async () => {
    await hang({ questions: three });
    press('ArrowRight');
    fireEvent.keyDown(document.body, { key: 'ArrowRight', repeat: true });
    expect(onStage()).toBe('About a?');
  });

  it('moves the stage for everybody when a moderator presses', async () => {
    const { asked } = await hang({ questions: three, staff: true });
    press('ArrowRight');
    await waitFor(() => expect(asked).toContain('PUT /teams/hall/stage'));
    fireEvent.click(await screen.findByRole('button', { name: /Next question/ }));
    expect(onStage()).toBe('About b?');
  });

  it('lets the keys be switched off', async () => {
    await hang({ questions: three });
    fireEvent.click(await screen.findByRole('button', { name: 'Keys are on', pressed: true }));
    press('ArrowRight');
    expect(screen.queryByText('Now answering')).toBeNull();
  });

  it('marks a lost connection and keeps what it shows', async () => {
    const world = await hang({ questions: three });
    act(() => world.last().connected('a-1'));
    press('ArrowRight');
    vi.useFakeTimers();
    act(() => world.last().cut());
    expect(screen.queryByText('Reconnecting…')).toBeNull();
    act(() => void vi.advanceTimersByTime(2_000));
    expect(screen.getByText('Reconnecting…')).toBeTruthy();
    expect(onStage()).toBe('About a?');
  });

  it('hides the pointer after three seconds of rest', async () => {
    vi.useFakeTimers();
    await hang();
    act(() => void vi.advanceTimersByTime(2_900));
    expect(document.documentElement.dataset['idle']).toBeUndefined();
    act(() => void vi.advanceTimersByTime(200));
    expect(document.documentElement.dataset['idle']).toBe('');
    fireEvent.pointerMove(document.body);
    expect(document.documentElement.dataset['idle']).toBeUndefined();
  });

  it('lists the rooms when the address names none, or one there is not', async () => {
    await hang({
      slug: null,
      teams: [hall, { ...hall, id: 'x', slug: 'x', name: 'Bridge', state: 'closed' }],
    });
    expect((await screen.findByRole('link', { name: /Town hall/ })).getAttribute('href')).toBe('/wall/hall');
    expect(screen.getByRole('link', { name: /Bridge/ }).textContent).toContain('Closed');
    cleanup();
    await hang({ slug: 'nowhere' });
    expect(await screen.findByText('There is no such room')).toBeTruthy();
  });

  it('shows the whole tenant where there are no rooms', async () => {
    await hang({ slug: null, teams: [], questions: [question('a', { body: 'For all?' })] });
    expect(nextOnes()).toEqual(['For all?']);
    expect(screen.getByRole('complementary').textContent).toContain('ask.example/room');
    press('ArrowRight');
    expect(onStage()).toBe('For all?');
  });

  it('says why when nothing can be read, and comes back', async () => {
    const answers = [json({ code: 'unavailable', title: 'Busy' }, 503)];
    const world = room((_, path) => (path === '/teams' ? (answers.pop() ?? { items: [hall] }) : listOf()), {
      slug: 'hall',
    });
    const hand = new StageHand(world.store.api, () => false);
    render(<Wall store={world.store} slug="hall" hand={hand} origin="https://ask.example" search="" />);
    world.store.start();
    await screen.findByText('The server is busy. Please try again in a moment.');
    await act(() => world.clock.pass(2_000));
    expect(onStage()).toBe('Ask the first question');
  });
});
