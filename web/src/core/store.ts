/**
 * One screen's store: shows what came with the page or reads the lists, listens from the first page's
 * position, keeps the state and tells the page of changes. It reads everything again after a reset or when the user became somebody
 * else, and shows the old lists until the new ones are whole.
 */
import { ApiError, sentenceOf, type Api } from './api';
import { AskBack } from './ask-back';
import { Listeners } from './listeners';
import { lists, tags } from './lists';
import { changes, Outage, type OutageView } from './outage';
import { applyOverlay, emptyOverlay, type Overlay } from './overlay';
import { emptyState, learn, learnTags, learnTeams, reduce } from './reducer';
import { teamBySlug } from './selectors';
import type { State } from './state';
import { Stream, type StreamDeps, type StreamStatus } from './stream';
import type { CreateStream } from './tabs';
import type { Boot, Me, Page, Question, Status, Team } from './types';

export interface StoreOptions {
  /** The room's slug; null listens to the whole tenant. */
  slug: string | null;
  /** Lists to read besides the open and answered questions. */
  alsoRead?: readonly Status[];
  /** Whether the page offers tags to choose from. */
  withTags?: boolean;
  /** Told when the server sees somebody else than before, besides reading the lists again. */
  onIdentity?: () => void;
  /** What the server put in the page: shown at once, without a request. */
  boot?: Boot | undefined;
  /** How to listen; without it, over a stream of this tab's own. */
  createStream?: CreateStream;
  /** Who the server takes us for, where no picture says it: another tab's stream may be somebody else's. */
  as?: Me['kind'];
}

export interface Snapshot extends OutageView {
  phase: 'loading' | 'ready' | 'no-team' | 'failed';
  error: string | null;
  /** Whether every list was read to its end: only then does an empty one mean that there is nothing. */
  whole: boolean;
  /** What is shown of the world; it stands still while updates are paused. */
  state: State;
  overlay: Overlay;
  /** The state's questions with the overlay applied: what to show. */
  questions: ReadonlyMap<string, Question>;
  team: Team | null;
  stream: StreamStatus;
  paused: boolean;
  /** How many questions changed since the pause began. */
  waiting: number;
}

const firstRetry = 1_000;
const longestRetry = 30_000;

export class Store {
  private snapshot: Snapshot = {
    phase: 'loading',
    error: null,
    whole: false,
    state: emptyState,
    overlay: emptyOverlay,
    questions: emptyState.questions,
    team: null,
    stream: 'idle',
    downSince: null,
    caughtUp: null,
    paused: false,
    waiting: 0,
  };
  private state = emptyState;
  /** What is shown instead while updates are paused. */
  private held: State | null = null;
  private readonly listeners: Listeners;
  private readonly statuses: Set<Status>;
  private readonly outage: Outage;
  private readonly askBack: AskBack;
  private boot: Boot | undefined;
  private as: Me['kind'] | null;
  private stream: Stream | null = null;
  /** Lists that are being read or could not be, by status; '' for those every screen needs. */
  private readonly unread = new Set<Status | ''>(['']);
  /** Grows with each reading; answers of an earlier one are dropped. */
  private reading = 0;
  private busy = false;
  /** Deeds confirmed while lists are read: the pages may be older, so they are applied again. */
  private meanwhile: ((state: State) => State)[] = [];
  private filter: Record<string, string> = {};
  private retries = 0;
  private retryTimer: number | undefined;

  constructor(
    readonly api: Api,
    readonly deps: StreamDeps,
    private readonly options: StoreOptions,
  ) {
    this.listeners = new Listeners(deps);
    this.statuses = new Set(options.alsoRead);
    this.boot = options.boot;
    this.as = options.as ?? null;
    this.outage = new Outage(deps, (change) => this.set(change));
    const fetch = (id: string) => api.get<Question>(`/questions/${id}`);
    const take = (next: (state: State) => State) => this.set({ state: next(this.state) });
    this.askBack = new AskBack(deps, fetch, () => this.state, take);
  }

  get = (): Snapshot => this.snapshot;

  subscribe = (listener: () => void): (() => void) => this.listeners.subscribe(listener);

  start(): void {
    const { boot } = this;
    this.boot = undefined;
    if (boot?.questions) void this.begin(boot, boot.questions);
    else void this.reload();
  }

  stop(): void {
    this.reading += 1;
    this.stream?.close();
    this.outage.stop();
    this.clear();
  }

  /** Tries again now instead of at the next turn. */
  reopen(): void {
    if (this.busy || this.retryTimer !== undefined) void this.reload();
    else this.stream?.reopen();
  }

  /** Lets nothing move but by own deeds, until `resume`. */
  pause(): void {
    this.held ??= this.state;
    this.set({ paused: true });
  }

  resume(): void {
    this.held = null;
    this.set({ paused: false });
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
      this.unread.add(status);
    }
    this.set({});
    for (const status of fresh) {
      try {
        for await (const page of lists(this.api, this.filter, [status], null)) {
          if (this.reading !== reading) return;
          this.change((state) => page.items.reduce(learn, state));
        }
        this.unread.delete(status);
        this.set({});
      } catch (error) {
        if (this.reading === reading) this.failed(error);
      }
    }
  }

  /** Takes what an own deed or reading brought; it shows even while updates are paused. */
  change(next: (state: State) => State): void {
    if (this.busy) this.meanwhile.push(next);
    if (this.held) this.held = next(this.held);
    this.apply(next);
  }

  overlay(next: (overlay: Overlay) => Overlay): void {
    this.set({ overlay: next(this.snapshot.overlay) });
  }

  private apply(next: (state: State) => State, soon = false): void {
    this.set({ state: next(this.state) }, soon);
    if (!this.busy) this.askBack.soon();
  }

  /** Shows what came with the page and listens; then reads what the page had no room for. */
  private async begin({ tenant, me, teams, teamId }: Boot, first: Page<Question>): Promise<void> {
    const reading = (this.reading += 1);
    const team = teams.find(({ id }) => id === teamId) ?? null;
    this.filter = team ? { teamId: team.id } : {};
    this.as = me.kind === 'anonymous' ? null : me.kind;
    this.unread.add('');
    const state = first.items.reduce(learn, learnTeams({ ...emptyState, tenant }, teams));
    this.set({ phase: 'ready', error: null, state, team });
    this.listen(first.position);
    try {
      for await (const page of lists(this.api, this.filter, this.statuses, first.nextCursor)) {
        if (this.reading !== reading) return;
        this.change((now) => page.items.reduce(learn, now));
      }
      const known = await tags(this.api, this.options.withTags);
      if (this.reading !== reading) return;
      this.unread.delete('');
      this.change((now) => learnTags(now, known, 'if new'));
    } catch (error) {
      if (this.reading === reading) this.failed(error);
    }
  }

  private async read(reading: number): Promise<void> {
    const teams = await this.api.get<{ items: Team[] }>('/teams');
    let state = learnTeams({ ...emptyState, tenant: this.state.tenant }, teams.items);
    const { slug } = this.options;
    const team = slug === null ? null : (teamBySlug(state, slug) ?? null);
    if (this.reading !== reading) return;
    if (slug !== null && !team) return this.set({ phase: 'no-team', state, team: null });
    this.filter = team ? { teamId: team.id } : {};
    let position: string | undefined;
    for await (const page of lists(this.api, this.filter, this.statuses)) {
      if (this.reading !== reading) return;
      position ??= page.position;
      state = page.items.reduce(learn, state);
      if (this.snapshot.phase === 'loading') this.set({ state, team });
    }
    state = learnTags(state, await tags(this.api, this.options.withTags));
    if (this.reading !== reading) return;
    state = this.meanwhile.reduce((so, change) => change(so), state);
    this.busy = false;
    this.retries = 0;
    this.outage.applied(changes(this.state.questions, state.questions));
    this.unread.clear();
    this.set({ phase: 'ready', error: null, state, team });
    this.askBack.soon();
    this.listen(position);
  }

  private listen(position: string | undefined): void {
    const tenant = this.api.query['tenantId'] ?? '';
    const create: CreateStream = this.options.createStream ?? ((...given) => new Stream(...given));
    this.stream ??= create({ tenant, query: { ...this.api.query, ...this.filter }, as: this.as }, this.deps, {
      event: (event) => {
        this.outage.applied(Number(event.seq !== undefined));
        this.apply((state) => reduce(state, event), event.type === 'question:upvoted');
      },
      reset: () => void this.reload(),
      identity: () => {
        this.options.onIdentity?.();
        void this.reload();
      },
      status: (stream) => this.set({ stream, ...this.outage.heard(stream, this.snapshot.downSince) }),
    });
    this.stream.open(position);
  }

  private failed(error: unknown): void {
    const final =
      error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
    this.set({ error: sentenceOf(error), ...(this.snapshot.phase !== 'ready' && { phase: 'failed' }) });
    if (final) return;
    const ceiling = Math.min(longestRetry, firstRetry * 2 ** this.retries);
    this.retries += 1;
    this.deps.clearTimeout(this.retryTimer); // two lists may fail at once
    this.retryTimer = this.deps.setTimeout(() => this.start(), firstRetry / 2 + ceiling * this.deps.random());
  }

  private clear(): void {
    this.deps.clearTimeout(this.retryTimer);
    this.retryTimer = undefined;
    this.askBack.stop();
  }

  private set(change: Partial<Snapshot>, soon = false): void {
    if (change.state) this.state = change.state;
    const { held, state } = this;
    const next = { ...this.snapshot, ...change, state: held ?? state };
    if (next.state !== this.snapshot.state || change.overlay)
      next.questions = applyOverlay(next.state.questions, next.overlay);
    next.whole = this.unread.size === 0;
    next.waiting = held ? changes(held.questions, state.questions) : 0;
    this.snapshot = next;
    if (soon) this.listeners.tellSoon();
    else this.listeners.tell();
  }
}
