import { expect, it, vi } from 'vitest';
import { Listeners } from '../src/core/listeners';

it('tells of what comes in one piece together, of what follows after a breath, and of everything else at once', () => {
  vi.useFakeTimers();
  const clock = {
    setTimeout: (run: () => void, ms: number) => setTimeout(run, ms) as unknown as number,
    clearTimeout: (timer: number | undefined) => clearTimeout(timer),
    now: () => Date.now(),
  };
  const listeners = new Listeners(clock);
  const told = vi.fn();
  const leave = listeners.subscribe(told);
  const burst = () => {
    for (let vote = 0; vote < 50; vote += 1) listeners.tellSoon();
  };
  burst();
  expect(told).not.toHaveBeenCalled();
  vi.advanceTimersByTime(0);
  expect(told).toHaveBeenCalledTimes(1);
  burst();
  vi.advanceTimersByTime(49);
  expect(told).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(told).toHaveBeenCalledTimes(2);

  listeners.tellSoon();
  listeners.tell();
  expect(told).toHaveBeenCalledTimes(3);
  vi.advanceTimersByTime(1_000);
  expect(told).toHaveBeenCalledTimes(3);

  leave();
  listeners.tell();
  expect(told).toHaveBeenCalledTimes(3);
  vi.useRealTimers();
});
