import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { createApi } from '../src/core/api';
import { Deeds } from '../src/core/deeds';
import { DraftKeeper } from '../src/core/draft';
import { Store } from '../src/core/store';
import { Toasts } from '../src/core/toasts';
import type { Question } from '../src/core/types';
import { Room } from '../src/ui/room';
import { fakeWorld, FakeStorage, json, question } from './fakes';

type Answer = (method: string, path: string, body: Record<string, unknown>) => Response | undefined;

afterEach(cleanup);

function serve(questions: Question[], answer: Answer) {
  const world = fakeWorld();
  const calls: string[] = [];
  const api = createApi('', {
    newKey: () => `key-${calls.length}`,
    fetch: async (url, init = {}) => {
      const { pathname } = new URL(url, 'http://here');
      const method = init.method ?? 'GET';
      calls.push(`${method} ${pathname}`);
      const body = JSON.parse(typeof init.body === 'string' ? init.body : '{}') as Record<string, unknown>;
      const answered = answer(method, pathname, body);
      if (answered) return answered;
      if (pathname === '/questions') return json({ items: questions, nextCursor: null, position: 'a-1' });
      return json({ items: [] });
    },
  });
  return { ...world, api, calls };
}

function enterRoom(questions: Question[], answer: Answer = () => undefined) {
  const world = serve(questions, answer);
  const store = new Store(world.api, world.deps, { slug: null });
  const keeper = new DraftKeeper('draft', new FakeStorage(), () => `draft-${world.calls.length}`);
  const toasts = Promise.resolve(new Toasts(world.clock));
  render(<Room {...{ store, keeper, toasts }} deeds={new Deeds(store)} search="" />);
  store.start();
  return { ...world, store };
}

describe('the room', () => {
  const q = question('q1', { body: 'Why now?', upvotes: 4, viewer: { upvoted: false, own: false } });

  it('shows each question as an article named by its words, with a vote button', async () => {
    enterRoom([q, question('q2', { isPinned: true, isFrozen: true })]);
    const row = await screen.findByRole('article', { name: 'Why now?' });
    expect(row.dataset['questionId']).toBe('q1');
    expect(within(row).getByRole('button', { name: 'Upvote, 4 votes' }).getAttribute('aria-pressed')).toBe(
      'false',
    );
    const frozen = screen.getByRole('article', { name: 'About q2?' });
    expect(
      within(frozen)
        .getByRole('button', { name: /Upvote/ })
        .getAttribute('aria-disabled'),
    ).toBe('true');
    expect(frozen.textContent).toContain('Pinned');
    expect(screen.getAllByRole('article')[0]).toBe(frozen);
  });

  it('votes at once, and takes it back with a message', async () => {
    const refused = json({ title: 'Question is frozen', status: 409, code: 'question_frozen' }, 409);
    enterRoom([q], (method, path) => (path.endsWith('/upvote') && method === 'POST' ? refused : undefined));
    fireEvent.click(await screen.findByRole('button', { name: 'Upvote, 4 votes' }));
    await screen.findByRole('button', { name: 'Upvote, 5 votes', pressed: true });
    await screen.findByText('This question is frozen.');
    expect(screen.getByRole('button', { name: 'Upvote, 4 votes', pressed: false })).toBeTruthy();
  });

  it('asks with Ctrl+Enter, says why it failed, keeps the words and sends them again', async () => {
    let busy = true;
    const { calls } = enterRoom([], (method, path, body) => {
      if (method !== 'POST' || path !== '/questions') return undefined;
      if (busy) return json({ title: 'Please try again', status: 503, code: 'unavailable' }, 503);
      return json(question('new', { body: String(body['body']) }), 201);
    });
    const box = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Your question' });
    fireEvent.input(box, { target: { value: 'Where to?' } });
    expect(screen.getByText('9 / 1,000')).toBeTruthy();
    fireEvent.keyDown(box, { key: 'Enter', ctrlKey: true });
    const retry = await screen.findByRole('button', { name: 'Retry' });
    expect(box.value).toBe('Where to?');
    busy = false;
    fireEvent.click(retry);
    const row = await screen.findByRole('article', { name: 'Where to?' });
    expect(within(row).getByText('You')).toBeTruthy();
    expect(within(row).getByRole('button', { name: 'Withdraw' })).toBeTruthy();
    await waitFor(() => expect(box.value).toBe(''));
    expect(calls.filter((call) => call === 'POST /questions')).toHaveLength(2);
  });

  it('refuses too long a question before sending it', () => {
    enterRoom([]);
    fireEvent.input(screen.getByRole('textbox', { name: 'Your question' }), {
      target: { value: 'x'.repeat(1_001) },
    });
    expect(screen.getByRole('button', { name: 'Ask' }).getAttribute('aria-disabled')).toBe('true');
  });

  it('moves between the tabs with the arrows', async () => {
    const answered = question('q2', { body: 'Done?', status: 'ANSWERED', responseText: 'Done.' });
    enterRoom([q, answered]);
    await screen.findByRole('article', { name: 'Why now?' });
    const popular = screen.getByRole('tab', { name: 'Popular' });
    fireEvent.keyDown(popular, { key: 'ArrowRight' });
    fireEvent.keyDown(popular, { key: 'ArrowRight' });
    expect(screen.getByRole('tab', { name: /Answered/ }).getAttribute('aria-selected')).toBe('true');
    expect(screen.getAllByRole('article').map((row) => row.dataset['questionId'])).toEqual(['q2']);
    expect(screen.getByText('Done.')).toBeTruthy();
  });

  it('follows what it hears', async () => {
    const { last } = enterRoom([q]);
    await screen.findByRole('article', { name: 'Why now?' });
    last().connected('a-1');
    last().say({ type: 'question:updated', seq: 2, data: { ...q, body: 'Why later?', version: 2 } }, 'a-2');
    await screen.findByRole('article', { name: 'Why later?' });
  });
});
