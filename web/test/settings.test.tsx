import { act, cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StreamStatus } from '../src/core/stream';
import { ConnectionBar } from '../src/ui/connection-bar';
import { optedIn } from '../src/ui/preferences';
import { Settings } from '../src/ui/settings';

afterEach(() => {
  cleanup();
  localStorage.clear();
  delete document.documentElement.dataset['theme'];
});

async function open(props: Parameters<typeof Settings>[0] = {}) {
  render(<Settings {...props} />);
  fireEvent.click(screen.getByRole('button', { name: 'Settings' }));
  await screen.findByLabelText('Language');
}

const pass = (ms: number) => act(() => void vi.advanceTimersByTime(ms));
const status = () => screen.getByRole('status').textContent;

function follow() {
  const onReconnect = vi.fn<() => void>();
  const bar = (stream: StreamStatus) => (
    <ConnectionBar stream={stream} phase="ready" error={null} caughtUp={3} onReconnect={onReconnect} />
  );
  const { rerender } = render(bar('live'));
  return { onReconnect, becomes: (stream: StreamStatus) => rerender(bar(stream)) };
}

describe('the settings', () => {
  it('turn the page dark at once and tell the server with a cookie', async () => {
    await open();
    fireEvent.click(screen.getByRole('radio', { name: 'Dark' }));
    expect(document.documentElement.dataset['theme']).toBe('dark');
    expect(document.cookie).toContain('openfloor_theme=dark');
    fireEvent.click(screen.getByRole('radio', { name: 'As the system' }));
    expect(document.documentElement.dataset['theme']).toBeUndefined();
    expect(document.cookie).not.toContain('openfloor_theme=dark');
  });

  it('ask for another language with a cookie and a new page', async () => {
    const reload = vi.spyOn(location, 'reload').mockImplementation(() => undefined);
    await open();
    fireEvent.change(screen.getByLabelText('Language'), { target: { value: 'ja' } });
    expect(document.cookie).toContain('openfloor_lang=ja');
    expect(reload).toHaveBeenCalledOnce();
  });

  it('offer to pause where something moves, and keep the sound opted in', async () => {
    const set = vi.fn<(on: boolean) => void>();
    await open({ pause: { on: false, set }, notices: true });
    fireEvent.click(screen.getByRole('switch', { name: /^Pause updates/ }));
    expect(set).toHaveBeenCalledWith(true);
    expect(optedIn('sound')).toBe(false);
    fireEvent.click(screen.getByRole('switch', { name: /^Sound/ }));
    expect(optedIn('sound')).toBe(true);
  });
});

describe('the connection bar', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('says nothing of a short break', () => {
    const { becomes } = follow();
    becomes('waiting');
    pass(1_900);
    becomes('live');
    pass(5_000);
    expect(status()).toBe('');
  });

  it('speaks after two seconds, offers to reconnect after thirty, and says what came in', () => {
    const { becomes, onReconnect } = follow();
    becomes('waiting');
    pass(2_000);
    expect(status()).toMatch(/^Reconnecting…/);
    expect(screen.queryByRole('button')).toBeNull();
    becomes('connecting');
    pass(28_000);
    expect(status()).toBe('Still no connection.');
    fireEvent.click(screen.getByRole('button', { name: 'Reconnect now' }));
    expect(onReconnect).toHaveBeenCalledOnce();
    becomes('live');
    pass(0);
    expect(status()).toBe('Back, 3 updates caught up');
    pass(3_000);
    expect(status()).toBe('');
  });
});
