/**
 * One screen's store: reads the lists, listens from the first page's position, keeps the state and
 * tells the page of changes. It reads everything again after a reset or when the user became somebody
 * else, and shows the old lists until the new ones are whole.
 */
import { ApiError, sentenceOf, type Api } from './api';
import { applyOverlay, emptyOverlay, type Overlay } from './overlay';
import { asked, askFor, emptyState, hide, learn, learnTags, learnTeams, reduce } from './reducer';
import { teamBySlug } from './selectors';
import type { State } from './state';
import { Stream, type StreamDeps, type StreamStatus } from './stream';
import type { Page, Question, Status, Tag, Team } from './types';

export interface StoreOptions {
  /** The room's slug; null listens to the whole tenant. */
  slug: string | null;
  /** Lists to read besides the open and answered questions. */
  alsoRead?: readonly Status[];
  /** Whether the page offers tags to choose from. */
  withTags?: boolean;
  /** Told when the server sees somebody else than before, besides reading the lists again. */
  onIdentity?: () => void;
}

export interface Snapshot {
  phase: 'loading' | 'ready' | 'no-team' | 'failed';
  error: string | null;
  state: State;
  overlay: Overlay;
  /** The state's questions with the overlay applied: what to show. */
  questions: ReadonlyMap<string, Question>;
  team: Team | null;
  stream: StreamStatus;
}

const firstRetry = 1_000;
const longestRetry = 30_000;
/** One event reaches everybody at once; those who must ask back spread their questions out. */
const askBackWithin = 1_000;
const askBackRetry = 5_000;

export class Store {
  private snapshot: Snapshot = {
    phase: 'loading',
    error: null,
    state: emptyState,
    overlay: emptyOverlay,
    questions: emptyState.questions,
    team: null,
    stream: 'idle',
  };
  private readonly listeners = new Set<() => void>();
  private readonly statuses: Set<Status>;
  private stream: Stream | null = null;
  /** Grows with each reading; answers of an earlier one are dropped. */
  private reading = 0;
  private busy = false;
  /** Deeds confirmed while lists are read: the pages may be older, so they are applied again. */
  private meanwhile: ((state: State) => State)[] = [];
  private filter: Record<string, string> = {};
  private retries = 0;
  private retryTimer: number | undefined;
  private askTimer: number | undefined;

  constructor(
    readonly api: Api,
    private readonly deps: StreamDeps,
    private readonly options: StoreOptions,
  ) {
    this.statuses = new Set(options.alsoRead);
  }

  get = (): Snapshot => this.snapshot;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  start(): void {
    void this.reload();
  }

  stop(): void {
    this.reading += 1;
    this.stream?.close();
    this.clear();
  }

  /** For deeds that change who the user is: the stream is opened anew and tells who we are. */
  async reload(): Promise<void> {
    const reading = (this.reading += 1);
    this.stream?.close();
    this.clear();
    this.busy = true;
    this.meanwhile = [];
    try {
      await this.read(reading);
    } catch (error) {
      if (this.reading === reading) this.failed(error);
    }
  }

  /** Reads lists that most screens never need, such as one's own questions under review. */
  async alsoRead(statuses: readonly Status[]): Promise<void> {
    const reading = this.reading;
    const fresh = statuses.filter((status) => !this.statuses.has(status));
    for (const status of fresh) {
      this.statuses.add(status);
      try {
        for await (const page of this.pages({ ...this.filter, status })) {
          if (this.reading !== reading) return;
          this.change((state) => page.items.reduce(learn, state));
        }
      } catch (error) {
        this.deps.log('store: no list of', status, error);
      }
    }
  }

  change(next: (state: State) => State): void {
    if (this.busy) this.meanwhile.push(next);
    this.set({ state: next(this.snapshot.state) });
    this.askBack(askBackWithin * this.deps.random());
  }

  overlay(next: (overlay: Overlay) => Overlay): void {
    this.set({ overlay: next(this.snapshot.overlay) });
  }

  private async read(reading: number): Promise<void> {
    const teams = await this.api.get<{ items: Team[] }>('/teams');
    let state = learnTeams(emptyState, teams.items);
    const { slug } = this.options;
    const team = slug === null ? null : (teamBySlug(state, slug) ?? null);
    if (this.reading !== reading) return;
    if (slug !== null && !team) return this.set({ phase: 'no-team', state, team: null });
    this.filter = team ? { teamId: team.id } : {};
    let position: string | undefined;
    for (const list of [{}, ...[...this.statuses].map((status) => ({ status }))]) {
      for await (const page of this.pages({ ...this.filter, ...list })) {
        if (this.reading !== reading) return;
        position ??= page.position;
        state = page.items.reduce(learn, state);
        if (this.snapshot.phase === 'loading') this.set({ state, team });
      }
    }
    if (this.options.withTags)
      state = learnTags(state, (await this.api.get<{ items: Tag[] }>('/tags')).items);
    if (this.reading !== reading) return;
    state = this.meanwhile.reduce((so, change) => change(so), state);
    this.busy = false;
    this.retries = 0;
    this.set({ phase: 'ready', error: null, state, team });
    this.askBack(askBackWithin * this.deps.random());
    this.listen(position);
  }

  private async *pages(query: Record<string, string>): AsyncGenerator<Page<Question>> {
    let cursor: string | null = null;
    do {
      const more: Record<string, string> = cursor ? { cursor } : {};
      const page: Page<Question> = await this.api.get('/questions', { ...query, limit: '200', ...more });
      yield page;
      cursor = page.nextCursor;
    } while (cursor);
  }

  private listen(position: string | undefined): void {
    this.stream ??= new Stream(
      { tenant: this.api.query['tenantId'] ?? '', query: { ...this.api.query, ...this.filter } },
      this.deps,
      {
        event: (event) => this.change((state) => reduce(state, event)),
        reset: () => void this.reload(),
        identity: () => {
          this.options.onIdentity?.();
          void this.reload();
        },
        status: (stream) => this.set({ stream }),
      },
    );
    this.stream.open(position);
  }

  private failed(error: unknown): void {
    const final =
      error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
    const first = this.snapshot.phase !== 'ready';
    this.set({ error: sentenceOf(error), ...(first ? { phase: 'failed' as const } : {}) });
    if (final) return;
    const ceiling = Math.min(longestRetry, firstRetry * 2 ** this.retries);
    this.retries += 1;
    this.retryTimer = this.deps.setTimeout(() => this.start(), firstRetry / 2 + ceiling * this.deps.random());
  }

  /** Fetches the questions that events spoke of and no list showed. */
  private askBack(delay: number): void {
    if (this.busy || this.askTimer !== undefined || this.snapshot.state.unknown.size === 0) return;
    this.askTimer = this.deps.setTimeout(() => void this.fetchUnknown(), delay);
  }

  private async fetchUnknown(): Promise<void> {
    const reading = this.reading;
    let retry = false;
    for (const id of this.snapshot.state.unknown) {
      this.set({ state: asked(this.snapshot.state, id) });
      const picture = await this.api.get<Question>(`/questions/${id}`).catch((error: unknown) => error);
      if (this.reading !== reading) return;
      const { state } = this.snapshot;
      if (!(picture instanceof Error)) this.set({ state: learn(state, picture as Question) });
      else if (picture instanceof ApiError && picture.status === 404) this.set({ state: hide(state, id) });
      else {
        this.set({ state: askFor(state, id) });
        retry = true;
      }
    }
    this.askTimer = undefined;
    this.askBack(retry ? askBackRetry : 0);
  }

  private clear(): void {
    for (const timer of [this.retryTimer, this.askTimer])
      if (timer !== undefined) this.deps.clearTimeout(timer);
    this.retryTimer = undefined;
    this.askTimer = undefined;
  }

  private set(change: Partial<Snapshot>): void {
    const next = { ...this.snapshot, ...change };
    if (change.state || change.overlay) next.questions = applyOverlay(next.state.questions, next.overlay);
    this.snapshot = next;
    for (const listener of this.listeners) listener();
  }
}
