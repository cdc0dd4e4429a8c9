import { act, cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionBar } from '../src/ui/connection-bar';
import { marked } from '../src/ui/marks';
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
  const bar = (downSince: number | null, caughtUp: number | null = null) => (
    <ConnectionBar phase="ready" error={null} {...{ downSince, caughtUp, onReconnect }} />
  );
  const { rerender } = render(bar(null));
  return {
    onReconnect,
    breaks: () => rerender(bar(Date.now())),
    returns: (caughtUp: number | null) => rerender(bar(null, caughtUp)),
  };
}

describe('the settings', () => {
  it('turn the page dark at once and tell the server with a cookie', async () => {
    await open();
    fireEvent.click(screen.getByRole('radio', { name: 'Dark' }));
    expect(document.documentElement.dataset['theme']).toBe('dark');
    expect(document.cookie).toContain('openfloor_theme=dark');
    fireEvent.click(screen.getByRole('radio', { name: 'System' }));
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
    expect(marked('sound')).toBe(false);
    fireEvent.click(screen.getByRole('switch', { name: /^Sound/ }));
    expect(marked('sound')).toBe(true);
  });
});

describe('the connection bar', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('says nothing of a short break', () => {
    const { breaks, returns } = follow();
    breaks();
    pass(1_900);
    returns(null);
    pass(5_000);
    expect(status()).toBe('');
  });

  it('speaks after two seconds, offers to reconnect after thirty, and says what came in', () => {
    const { breaks, returns, onReconnect } = follow();
    breaks();
    pass(2_000);
    expect(status()).toMatch(/^Reconnecting…/);
    expect(screen.queryByRole('button')).toBeNull();
    pass(28_000);
    expect(status()).toBe('Still no connection.');
    fireEvent.click(screen.getByRole('button', { name: 'Reconnect now' }));
    expect(onReconnect).toHaveBeenCalledOnce();
    returns(3);
    pass(0);
    expect(status()).toBe('Back online, 3 updates caught up');
    pass(3_000);
    expect(status()).toBe('');
  });
});
