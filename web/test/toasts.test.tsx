import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { Toasts } from '../src/core/toasts';
import { ToastBar } from '../src/ui/toast-bar';
import { FakeClock } from './fakes';

afterEach(cleanup);

function kitchen() {
  const clock = new FakeClock();
  const toasts = new Toasts(clock);
  const texts = () => toasts.get().map(({ text }) => text);
  return { clock, toasts, texts };
}

describe('toasts', () => {
  it('live six seconds', async () => {
    const { clock, toasts, texts } = kitchen();
    toasts.say('Pinned.');
    await clock.pass(5_999);
    expect(texts()).toEqual(['Pinned.']);
    await clock.pass(1);
    expect(texts()).toEqual([]);
  });

  it('wait while somebody looks, and leave time to move the hand back', async () => {
    const { clock, toasts, texts } = kitchen();
    toasts.say('Pinned.');
    await clock.pass(5_500);
    toasts.pause();
    await clock.pass(60_000);
    toasts.say('Frozen.');
    await clock.pass(60_000);
    expect(texts()).toEqual(['Pinned.', 'Frozen.']);
    toasts.resume();
    await clock.pass(2_000);
    expect(texts()).toEqual(['Frozen.']);
    await clock.pass(4_000);
    expect(texts()).toEqual([]);
  });

  it('are three at most, the oldest leaves', async () => {
    const { clock, toasts, texts } = kitchen();
    for (const text of ['a', 'b', 'c', 'd']) toasts.say(text);
    expect(texts()).toEqual(['b', 'c', 'd']);
    await clock.pass(6_000);
    expect(clock.next).toBeNull();
  });

  it('do what they offer once', () => {
    const { toasts } = kitchen();
    let undone = 0;
    const id = toasts.say('Pinned.', { label: 'Undo', run: () => (undone += 1) });
    toasts.act(id);
    toasts.act(id);
    expect(undone).toBe(1);
    expect(toasts.get()).toEqual([]);
  });
});

describe('the toast bar', () => {
  it('speaks politely, with buttons that a keyboard reaches', async () => {
    const { toasts } = kitchen();
    render(<ToastBar toasts={toasts} />);
    const bar = screen.getByRole('status');
    let undone = false;
    toasts.say('Pinned.', { label: 'Undo', run: () => (undone = true) });
    const undo = await screen.findByRole('button', { name: 'Undo' });
    expect(bar.textContent).toContain('Pinned.');
    fireEvent.click(undo);
    expect(undone).toBe(true);
    toasts.say('Frozen.');
    fireEvent.click(await screen.findByRole('button', { name: 'Dismiss' }));
    expect(toasts.get()).toEqual([]);
  });

  it('keeps them while the pointer or the focus is there', async () => {
    const { clock, toasts, texts } = kitchen();
    render(<ToastBar toasts={toasts} />);
    toasts.say('Pinned.', { label: 'Undo', run: () => undefined });
    const undo = await screen.findByRole('button', { name: 'Undo' });
    undo.focus();
    await clock.pass(60_000);
    expect(texts()).toEqual(['Pinned.']);
    undo.blur();
    await clock.pass(6_000);
    expect(texts()).toEqual([]);
    toasts.say('Frozen.');
    await screen.findByText('Frozen.');
    fireEvent.pointerEnter(screen.getByRole('status'));
    await clock.pass(60_000);
    expect(texts()).toEqual(['Frozen.']);
    fireEvent.pointerLeave(screen.getByRole('status'));
    await clock.pass(6_000);
    expect(texts()).toEqual([]);
  });
});
