/** What staff did, newest first, from `GET /audit`; read again when something staff do is heard. */
import { sentenceOf, type Api } from './api';
import type { State } from './state';
import type { Store } from './store';
import type { ToastTimer } from './toasts';
import type { Question } from './types';

export interface AuditItem {
  id: string | number;
  at: string;
  by: { id: string | null; name: string };
  action: string;
  subjectId: string | null;
  before: unknown;
  after: unknown;
}

export interface Activity {
  phase: 'loading' | 'ready' | 'failed';
  error: string | null;
  items: readonly AuditItem[];
  /** Where older ones begin, or null. */
  older: string | null;
}

interface AuditPage {
  items: readonly AuditItem[];
  nextBefore: string | number | null;
}

const pageful = 50;
/** One deed makes several events, and several moderators many. */
const breath = 700;

export class AuditLog {
  private activity: Activity = { phase: 'loading', error: null, items: [], older: null };
  private readonly listeners = new Set<() => void>();
  private seen: State;
  private timer: number | undefined;
  private leave: (() => void) | null = null;
  private reading = 0;

  constructor(
    private readonly api: Api,
    private readonly store: Pick<Store, 'get' | 'subscribe'>,
    private readonly time: Pick<ToastTimer, 'setTimeout' | 'clearTimeout'>,
  ) {
    this.seen = store.get().state;
  }

  get = (): Activity => this.activity;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  /** Reads, and follows until the returned function is called. */
  open(): () => void {
    this.seen = this.store.get().state;
    this.leave = this.store.subscribe(() => this.look());
    void this.read();
    return () => this.close();
  }

  async read(): Promise<void> {
    const reading = (this.reading += 1);
    try {
      const { items, nextBefore } = await this.page({});
      if (this.reading === reading) this.set({ phase: 'ready', error: null, items, older: text(nextBefore) });
    } catch (error) {
      if (this.reading === reading) this.set({ ...this.activity, phase: 'failed', error: sentenceOf(error) });
    }
  }

  async readOlder(): Promise<void> {
    const { older, items } = this.activity;
    if (older === null) return;
    const reading = this.reading;
    try {
      const page = await this.page({ before: older });
      if (this.reading !== reading) return;
      this.set({ ...this.activity, items: [...items, ...page.items], older: text(page.nextBefore) });
    } catch (error) {
      this.set({ ...this.activity, error: sentenceOf(error) });
    }
  }

  private page(query: Record<string, string>): Promise<AuditPage> {
    return this.api.get<AuditPage>('/audit', { limit: String(pageful), ...query });
  }

  private look(): void {
    const { state } = this.store.get();
    if (state === this.seen) return;
    const touched = staffTouched(this.seen, state);
    this.seen = state;
    if (!touched || this.timer !== undefined) return;
    this.timer = this.time.setTimeout(() => {
      this.timer = undefined;
      void this.read();
    }, breath);
  }

  private close(): void {
    this.leave?.();
    this.time.clearTimeout(this.timer);
    this.timer = undefined;
    this.reading += 1;
  }

  private set(activity: Activity): void {
    this.activity = activity;
    for (const listener of this.listeners) listener();
  }
}

/** Whether something changed that staff change; votes and new questions are the audience's. */
export function staffTouched(before: State, after: State): boolean {
  if (before.teams !== after.teams || before.tags !== after.tags || before.stage !== after.stage) return true;
  if (before.questions === after.questions) return false;
  if (after.questions.size < before.questions.size) return true;
  for (const [id, now] of after.questions) {
    const old = before.questions.get(id);
    if (old && old !== now && decided(old, now)) return true;
  }
  return false;
}

function decided(old: Question, now: Question): boolean {
  const fields = ['status', 'isPinned', 'isFrozen', 'responseText', 'body', 'mergedInto', 'tags'] as const;
  return fields.some((field) => old[field] !== now[field]);
}

function text(before: string | number | null | undefined): string | null {
  return before === null || before === undefined ? null : String(before);
}
