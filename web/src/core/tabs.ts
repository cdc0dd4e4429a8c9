/**
 * One stream for all tabs of a browser that listen to the same thing: six streams over HTTP/1.1 keep a
 * seventh tab from loading.
 *
 * A Web Lock elects the tab that leads. It runs the stream and passes on each message with the place
 * before it; the others treat it as their own source. Who stands before that place catches up by
 * `GET /events`, who stands behind it knows the message already. A tab that closes gives the lock back;
 * one that froze is noticed by its silence, and the lock is stolen.
 */
import { Stream, type StreamHandlers, type StreamOptions, type StreamStatus } from './stream';
import type { EventPage, Me } from './types';
import type { ChannelLike, StreamDeps } from './world';

/** Something the leader heard. */
interface Relayed {
  after: string | null;
  text?: string;
  id?: string;
  page?: EventPage;
  status?: StreamStatus;
}

type Said = Relayed | { hello: Me['kind'] | null } | { again: true };

type SharedDeps = StreamDeps & Required<Pick<StreamDeps, 'locks' | 'BroadcastChannel'>>;

/** How long a leader may take to answer a newcomer. */
const answerPatience = 3_000;
/** A leader without a stream still speaks at each try. */
const retryPatience = 45_000;
/** The leader is the first to notice that its stream went silent, and two followers differ. */
const grace = 1_000;
/** Older messages are dropped: catching up brings them too. */
const mostHeld = 1_000;

export type CreateStream = typeof createStream;

/** The stream as this browser can have it: shared where tabs can agree, otherwise the tab's own. */
export function createStream(options: StreamOptions, deps: StreamDeps, handlers: StreamHandlers): Stream {
  return deps.locks && deps.BroadcastChannel
    ? new SharedStream(options, deps as SharedDeps, handlers)
    : new Stream(options, deps, handlers);
}

export class SharedStream extends Stream {
  private channel: ChannelLike | null = null;
  /** Our standing for the lead, until we withdraw. */
  private wish: AbortController | null = null;
  /** Gives the lead back; null while another tab has it. */
  private release: (() => void) | null = null;
  /** What was heard past a gap. */
  private held: Relayed[] = [];

  constructor(
    options: StreamOptions,
    protected override readonly deps: SharedDeps,
    handlers: StreamHandlers,
  ) {
    super(options, deps, handlers);
  }

  override reopen(): void {
    if (!this.release) this.post({ again: true });
    super.reopen();
  }

  protected override connect(): void {
    if (this.release) return super.connect();
    if (!this.channel) {
      this.setStatus('connecting');
      this.channel = new this.deps.BroadcastChannel(this.place);
      this.channel.onmessage = ({ data }) => this.told(data as Said);
    }
    if (!this.wish) this.stand();
    this.post({ hello: this.as });
    this.arm(answerPatience);
  }

  protected override letGo(status: 'idle' | 'resting'): void {
    this.resign();
    this.channel?.close();
    this.channel = null;
    this.held = [];
    super.letGo(status);
  }

  protected override hear(text: string, id: string): void {
    if (this.release) this.post({ after: this.position, text, id });
    super.hear(text, id);
  }

  protected override takePage(page: EventPage): void {
    const { release, status } = this;
    if (release) this.post({ after: this.position, page });
    super.takePage(page);
    if (release || !this.channel) return;
    super.setStatus(status); // catching up is no polling
    this.letIn();
  }

  protected override setStatus(status: StreamStatus): void {
    super.setStatus(status);
    if (this.release) this.post({ after: this.position, status: this.status });
  }

  /** A follower that hears nothing any more has lost its leader. */
  protected override broke(how: 'cut' | 'answered' = 'cut'): void {
    if (this.release) super.broke(how);
    else if (how === 'cut') this.stand({ steal: true });
  }

  protected override pollFailed(): void {
    if (this.release) super.pollFailed();
    else this.broke();
  }

  private stand(steal?: { steal: true }): void {
    this.resign();
    const wish = new AbortController();
    this.wish = wish;
    const granted = () =>
      this.wish === wish ? new Promise<void>((release) => this.lead(release)) : undefined;
    this.deps.locks.request(this.place, steal ?? { signal: wish.signal }, granted).catch(() => {
      if (this.wish === wish) this.deposed();
    });
  }

  private resign(): void {
    this.wish?.abort();
    this.release?.();
    this.wish = null;
    this.release = null;
  }

  private lead(release: () => void): void {
    this.release = release;
    this.held = [];
    this.poll.stop();
    super.connect();
  }

  /** Another tab took the lead, or locks are forbidden here and we go alone. */
  private deposed(): void {
    if (!this.release) return this.lead(() => undefined);
    this.resign();
    this.hangUp();
    this.poll.stop();
    this.connect();
  }

  private told(said: Said): void {
    if (!('after' in said)) {
      if (!this.release) return;
      const stranger = 'hello' in said && said.hello && this.as && said.hello !== this.as;
      if ('again' in said || stranger) super.reopen();
      else this.welcome();
    } else if (!this.release) this.follow(said);
  }

  private welcome(): void {
    const { status, as, heartbeatMs, position } = this;
    const connected = { type: 'connected', as, heartbeatMs, position };
    const start = status === 'live' ? { text: JSON.stringify(connected), id: position ?? '' } : {};
    this.post({ after: position, status, ...start });
  }

  private follow(said: Relayed): void {
    if (!this.channel) return; // an earlier message made us close
    if (said.after && this.cursor.wouldSkip(said.after)) {
      this.held.push(said);
      if (this.held.length > mostHeld) this.held.shift();
      this.poll.start();
    } else {
      if (said.page) super.takePage(said.page);
      if (said.text !== undefined) super.hear(said.text, said.id ?? '');
      if (said.status) super.setStatus(said.status);
    }
    const patience = this.status === 'live' ? this.patience : retryPatience;
    if (this.channel) this.arm(patience + grace * (1 + 2 * this.deps.random()));
  }

  /** After a page of catching up: what was held may follow now. Places of another epoch never will. */
  private letIn(): void {
    const { held } = this;
    this.held = [];
    for (const said of held) if (!said.after || !this.cursor.isForeign(said.after)) this.follow(said);
    if (this.held.length === 0) this.poll.stop();
  }

  private post(said: Said): void {
    this.channel?.postMessage(said);
  }
}
