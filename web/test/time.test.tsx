import { render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { act } from 'preact/test-utils';
import { ago, Ago } from '../src/ui/time';

const now = Date.parse('2026-01-01T12:00:00Z');

beforeEach(() => void vi.useFakeTimers({ now }));
afterEach(() => void vi.useRealTimers());

it('ages are said in few words', () => {
  expect(ago('2026-01-01T11:59:30Z')).toBe('just now');
  expect(ago('2026-01-01T11:55:00Z')).toBe('5 min. ago');
  expect(ago('2026-01-01T09:00:00Z')).toBe('3 hr. ago');
});

it('what stays on the screen grows older there', async () => {
  render(<Ago at="2026-01-01T11:59:30Z" />);
  expect(screen.getByText('just now')).toBeTruthy();
  await act(() => void vi.advanceTimersByTime(3 * 60_000));
  expect(screen.getByText('3 min. ago')).toBeTruthy();
});
