/**
 * Short words about what was just done, with a way back. Each lives six seconds of nobody looking:
 * while a pointer or the focus rests on them, all of them wait.
 */

export interface ToastAction {
  label: string;
  run: () => void;
}

export interface Toast {
  id: number;
  text: string;
  action: ToastAction | null;
  /** The focus was on what went, and belongs to the way back now. */
  takesFocus?: boolean;
}

export interface ToastTimer {
  setTimeout: (run: () => void, ms: number) => number;
  clearTimeout: (timer: number | undefined) => void;
  now: () => number;
}

const life = 6_000;
/** After a pause there is time to move the hand back. */
const lastMoment = 2_000;
/** More than this hides the page; the oldest goes. */
const most = 3;

interface Clockwork {
  left: number;
  since: number;
  timer: number | undefined;
}

export class Toasts {
  private toasts: readonly Toast[] = [];
  private readonly clocks = new Map<number, Clockwork>();
  private readonly listeners = new Set<() => void>();
  private serial = 0;
  private paused = false;

  constructor(private readonly time: ToastTimer) {}

  /** What to show, the oldest first; the same array until something changes. */
  get = (): readonly Toast[] => this.toasts;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  /** Says something; the id takes it back. */
  say(text: string, action: ToastAction | null = null, takesFocus = false): number {
    const id = (this.serial += 1);
    const clock: Clockwork = { left: life, since: this.time.now(), timer: undefined };
    this.clocks.set(id, clock);
    if (!this.paused) this.run(id, clock);
    const crowd = [...this.toasts, { id, text, action, takesFocus }];
    for (const { id: old } of crowd.slice(0, -most)) this.forget(old);
    this.show(crowd.slice(-most));
    return id;
  }

  dismiss = (id: number): void => {
    this.forget(id);
    if (this.toasts.some((toast) => toast.id === id))
      this.show(this.toasts.filter((toast) => toast.id !== id));
  };

  /** Does what the toast offers; it has served then. */
  act(id: number): void {
    const toast = this.toasts.find((one) => one.id === id);
    this.dismiss(id);
    toast?.action?.run();
  }

  /** Somebody is looking: no toast ages until `resume`. */
  pause = (): void => {
    if (this.paused) return;
    this.paused = true;
    for (const clock of this.clocks.values()) {
      this.time.clearTimeout(clock.timer);
      clock.timer = undefined;
      clock.left = Math.max(lastMoment, clock.left - (this.time.now() - clock.since));
    }
  };

  resume = (): void => {
    if (!this.paused) return;
    this.paused = false;
    for (const [id, clock] of this.clocks) this.run(id, clock);
  };

  private run(id: number, clock: Clockwork): void {
    clock.since = this.time.now();
    clock.timer = this.time.setTimeout(() => this.dismiss(id), clock.left);
  }

  private forget(id: number): void {
    this.time.clearTimeout(this.clocks.get(id)?.timer);
    this.clocks.delete(id);
  }

  private show(toasts: readonly Toast[]): void {
    this.toasts = toasts;
    for (const listener of this.listeners) listener();
  }
}
