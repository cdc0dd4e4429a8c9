/** What a user does to questions: applied at once on the overlay, sent, then confirmed or taken back. */
import { ApiError, sentenceOf, type Method } from './api';
import { keep, recall } from './cupboard';
import { Outbox, type Letter } from './outbox';
import { ask, begin, complain, dropAsk, markQueued, settle } from './overlay';
import type { PendingAsk, PendingChange } from './overlay';
import { askFor, forget, learn, learnVote } from './reducer';
import type { Store } from './store';
import type { Question, VoteResult } from './types';
import { t } from './words';

export interface Draft {
  key: string;
  body: string;
  authorName: string | null;
  /** The team it is for; without it, the one on the screen. */
  teamId?: string | null;
}

export type Own = Question | VoteResult;

export class Deeds {
  private readonly wantedVotes = new Map<string, boolean>();
  private serial = 0;

  private readonly outbox: Outbox;
  /** Told of what came of own deeds: a question, or where a vote stands now. */
  onOwn: (own: Own) => void = () => undefined;
  /** Where this tab keeps the questions that are still to be sent. */
  private readonly place: string;

  constructor(private readonly store: Store) {
    this.outbox = new Outbox(store);
    this.place = `openfloor.asks.${store.api.query['tenantId'] ?? ''}`;
    const kept = (recall(store.deps.storage, this.place) ?? []) as PendingAsk[];
    for (const pending of kept) {
      this.store.overlay((overlay) => ask(overlay, pending));
      if (pending.queued) this.outbox.keep(pending.key, this.letter(pending));
    }
  }

  /** Turns the vote on or off. Quick thumbs are sent one after the other, and only the last wish counts. */
  async toggleVote(id: string): Promise<void> {
    const shown = this.store.get().questions.get(id);
    if (!shown) return;
    const sending = this.wantedVotes.has(id);
    this.wish(id, !shown.viewer?.upvoted);
    if (sending) return;
    const name = `vote:${id}`;
    const done = (message?: string) => {
      this.store.overlay((overlay) => settle(overlay, name, message));
      this.wantedVotes.delete(id);
    };
    await this.outbox.post(name, {
      send: () => this.sendVotes(id).then(() => done()),
      mark: (queued) => this.store.overlay((overlay) => markQueued(overlay, name, queued)),
      fail: (error) => {
        done(sentenceOf(error));
        this.refreshAfter(error, id);
      },
    });
  }

  /**
   * Sends a question; with the same key a Retry cannot ask it twice. 'queued': nothing gets through, it
   * is kept over reloads of the tab and sent later. Null: it failed, the overlay says why.
   */
  async ask({
    key,
    body,
    authorName,
    teamId = this.store.get().team?.id ?? null,
  }: Draft): Promise<Question | 'queued' | null> {
    const pending = { key, body, authorName, teamId, error: null };
    this.store.overlay((overlay) => ask(overlay, pending));
    return this.outbox.post(key, this.letter(pending));
  }

  dropAsk(key: string): void {
    this.outbox.drop(key);
    this.store.overlay((overlay) => dropAsk(overlay, key));
    this.save();
  }

  dismiss(id: string): void {
    this.store.overlay((overlay) => complain(overlay, id, null));
  }

  /** Changes a question and shows `change` until the answer is there. Throws what the server said. */
  async change(
    id: string,
    method: Method,
    deed: string,
    body?: object,
    change: PendingChange['change'] = {},
  ): Promise<void> {
    const serial = `${(this.serial += 1)}:${id}`;
    this.store.overlay((overlay) => begin(overlay, serial, { kind: 'change', questionId: id, change }));
    try {
      const answer = await this.store.api.send<Question | undefined>(method, path(id, deed), body);
      if (answer) this.store.change((state) => learn(state, answer));
      this.store.overlay((overlay) => settle(overlay, serial));
    } catch (error) {
      if (error instanceof ApiError && error.current) {
        const { current } = error;
        this.store.change((state) => learn(state, current));
      }
      // A conflict is for `rewrite` to settle; anything else is said next to the question.
      const message = isConflict(error) ? null : sentenceOf(error);
      this.store.overlay((overlay) => settle(overlay, serial, message));
      this.refreshAfter(error, id);
      throw error;
    }
  }

  /**
   * Changes a text somebody else may be changing too. Votes move the version as well, so a conflict
   * counts only if `text` of the question is no longer what the editor began with.
   */
  async rewrite(
    id: string,
    field: 'responseText' | 'body',
    base: Question,
    text: string,
  ): Promise<'done' | 'conflict' | 'failed'> {
    const [method, deed] = field === 'body' ? (['PATCH', ''] as const) : (['POST', '/answer'] as const);
    const shown = field === 'body' ? { body: text } : { responseText: text, status: 'ANSWERED' as const };
    for (let version = base.version, tries = 0; tries < 5; tries += 1) {
      try {
        await this.change(id, method, deed, { [field]: text, version }, shown);
        return 'done';
      } catch (error) {
        if (!isConflict(error)) return 'failed';
        const now =
          error.current ?? (await this.store.api.get<Question>(`/questions/${id}`).catch(() => null));
        if (!now) return 'failed';
        this.store.change((state) => learn(state, now));
        if (now[field] !== base[field]) return 'conflict';
        version = now.version;
      }
    }
    this.store.overlay((overlay) => complain(overlay, id, t('common.error.busy')));
    return 'failed';
  }

  async remove(id: string): Promise<boolean> {
    try {
      await this.store.api.send('DELETE', path(id, ''));
      this.store.change((state) => forget(state, id));
      return true;
    } catch (error) {
      this.store.overlay((overlay) => complain(overlay, id, sentenceOf(error)));
      this.refreshAfter(error, id);
      return false;
    }
  }

  private letter(pending: PendingAsk): Letter<Question> {
    const { key, body, authorName, teamId } = pending;
    const show = (change: Partial<PendingAsk>) => {
      this.store.overlay((overlay) => ask(overlay, { ...pending, ...change }));
      this.save();
    };
    return {
      send: async () => {
        const wire = { body, ...(authorName ? { authorName } : {}), ...(teamId ? { teamId } : {}) };
        const question = await this.store.api.send<Question>('POST', '/questions', wire, key);
        const own = { ...question, viewer: { upvoted: false, ...question.viewer, own: true } };
        this.store.change((state) => learn(state, own));
        this.onOwn(own);
        this.store.overlay((overlay) => dropAsk(overlay, key));
        this.save();
        return question;
      },
      mark: (queued) => show({ queued }),
      fail: (error) => show({ error: sentenceOf(error), queued: false }),
    };
  }

  private save(): void {
    // Those on their way too: the page may be left before the answer, and the key lets them be asked but once.
    const kept = this.store.get().overlay.asks.map((one) => ({ ...one, queued: one.error === null }));
    keep(this.store.deps.storage, this.place, kept);
  }

  private wish(id: string, upvoted: boolean): void {
    this.wantedVotes.set(id, upvoted);
    const { state, overlay } = this.store.get();
    const seenVersion = state.questions.get(id)?.version ?? 0;
    const before = overlay.deeds.get(`vote:${id}`);
    const queued = before?.kind === 'vote' && before.queued === true;
    this.store.overlay((now) =>
      begin(now, `vote:${id}`, { kind: 'vote', questionId: id, upvoted, seenVersion, queued }),
    );
  }

  private async sendVotes(id: string): Promise<void> {
    for (;;) {
      const wanted = this.wantedVotes.get(id) ?? false;
      // A vote needs no key: cast twice it is one vote, and a key would cost each thumb a row of its own.
      const method = wanted ? 'POST' : 'DELETE';
      const answer = await this.store.api.send<VoteResult>(method, path(id, '/upvote'), undefined, null);
      const vote = { ...answer, questionId: id };
      this.store.change((state) => learnVote(state, vote));
      this.onOwn(vote);
      const latest = this.wantedVotes.get(id) ?? wanted;
      if (latest === vote.upvoted || latest === wanted) return;
      this.wish(id, latest);
    }
  }

  /** A refusal means our picture is old, and silence leaves the outcome open: look again. */
  private refreshAfter(error: unknown, id: string): void {
    const status = error instanceof ApiError ? error.status : -1;
    if (status === 0 || status === 404 || status === 409) this.store.change((state) => askFor(state, id));
  }
}

function isConflict(error: unknown): error is ApiError {
  return error instanceof ApiError && error.code === 'version_conflict';
}

function path(id: string, deed: string): string {
  return `/questions/${encodeURIComponent(id)}${deed}`;
}
