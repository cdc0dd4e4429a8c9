import { act, cleanup, fireEvent, screen } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { json, question } from './fakes';
import { visit } from './room-visit';

afterEach(cleanup);

const box = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Your question' });

/** Writes and lets time pass; what is fetched late is there by then. */
async function write(text: string, ms: number) {
  fireEvent.input(box(), { target: { value: text } });
  await act(async () => {
    await vi.dynamicImportSettled();
    await vi.advanceTimersByTimeAsync(ms);
  });
}

describe('what was asked already', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  const rosters = question('q1', { body: 'Rosters four weeks ahead?', upvotes: 7 });
  it('is looked for after ten letters and a pause, and can be voted for instead', async () => {
    let asked: string[] = [];
    const { calls, toasts } = visit({
      questions: [rosters],
      team: { id: 'team' },
      answer: (method, path, _body, query) => {
        if (path === '/questions/similar') {
          asked = [...asked, `${query.get('teamId')} ${query.get('q')}`];
          return json({ items: [rosters] });
        }
        return method === 'POST'
          ? json({ id: 'q1', questionId: 'q1', upvotes: 8, upvoted: true, version: 2 })
          : undefined;
      },
    });
    await write('Rosters', 1_000);
    await write('Rosters ear', 399);
    await write('Rosters earlier?', 399);
    expect(asked).toEqual([]);
    await act(async () => void (await vi.advanceTimersByTimeAsync(1)));
    expect(asked).toEqual(['team Rosters earlier?']);
    const [choice] = await screen.findAllByRole('button', { name: /^Rosters four weeks ahead\?.*7 votes/ });
    fireEvent.click(choice as HTMLElement);
    await act(async () => void (await vi.advanceTimersByTimeAsync(0)));
    expect(calls).toContain('POST /questions/q1/upvote');
    expect(box().value).toBe('');
    expect(screen.getByRole('button', { name: 'Upvote, 8 votes', pressed: true })).toBeTruthy();
    act(() => toasts.act(toasts.get()[0]?.id ?? 0));
    expect(box().value).toBe('Rosters earlier?');
  });

  it('is shown where it takes no vote any more', async () => {
    const answered = { ...rosters, status: 'ANSWERED' as const, responseText: 'Yes.' };
    const { calls } = visit({
      answer: (_method, path) => (path === '/questions/similar' ? json({ items: [answered] }) : undefined),
    });
    await write('Rosters', 1_000);
    await write('Rosters earlier?', 400);
    const way = screen.getByRole('link', { name: /^Rosters four weeks ahead/ });
    expect(way.getAttribute('href')).toBe('#q-q1');
    fireEvent.click(way);
    await act(async () => void (await vi.advanceTimersByTimeAsync(0)));
    expect(screen.getByRole('article', { name: 'Rosters four weeks ahead?' })).toBeTruthy();
    expect(calls.filter((call) => call.startsWith('POST'))).toEqual([]);
    expect(box().value).toBe('Rosters earlier?');
  });

  it('gives the words back when the vote was refused', async () => {
    const { toasts } = visit({
      questions: [rosters],
      answer: (method, path) => {
        if (path === '/questions/similar') return json({ items: [rosters] });
        return method === 'POST' ? json({ title: 'No', status: 403 }, 403) : undefined;
      },
    });
    await write('Rosters', 1_000);
    await write('Rosters earlier?', 400);
    const [choice] = screen.getAllByRole('button', { name: /^Rosters four weeks ahead/ });
    fireEvent.click(choice as HTMLElement);
    await act(async () => void (await vi.advanceTimersByTimeAsync(0)));
    expect(box().value).toBe('Rosters earlier?');
    expect(toasts.get()).toEqual([]);
  });

  it('stays on the screen until there is something newer', async () => {
    visit({
      answer: (_method, path, _body, query) => {
        if (path !== '/questions/similar') return undefined;
        if (query.get('q')?.endsWith('!')) return json({ title: 'Down', status: 503 }, 503);
        return json({ items: [rosters] });
      },
    });
    await write('Rosters earlier', 400);
    await write('Rosters earlier!', 1_000);
    expect(screen.getByRole('button', { name: /^Rosters four weeks ahead/ })).toBeTruthy();
    await write('Rosters', 0);
    expect(screen.queryByRole('button', { name: /^Rosters four weeks ahead/ })).toBeNull();
  });
});
