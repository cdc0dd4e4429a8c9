/**
 * A moderator's deeds: each is sent at once, told in a toast with its Undo, and kept for `undo`.
 * Many questions at once are many single requests; those that fail say why next to the question.
 */
import { ApiError, sentenceOf } from './api';
import type { Deeds } from './deeds';
import { complain } from './overlay';
import { reduce } from './reducer';
import type { Store } from './store';
import type { Toasts } from './toasts';
import type { Question, Tag, Team } from './types';
import { each, every, Underway } from './underway';
import { fits, stepBack, stepOf, type Step, type Verb } from './verbs';
import { t, type WordKey } from './words';

/** A way back. Rejects or returns false where it could not be gone. */
type Way = () => Promise<boolean>;

interface Remembered {
  back: Way;
  toast: number;
}

const remembered = 20;

export class Moderation {
  private past: Remembered[] = [];
  private readonly underway = new Underway();
  /** The toast that told of the last undo. */
  private undone = 0;

  constructor(
    private readonly store: Store,
    private readonly deeds: Deeds,
    private readonly toasts: Toasts,
    /** A deed was refused: our picture of what we may do is old. */
    private readonly onRefused: () => void,
  ) {}

  /** Does a verb to all it fits; returns the ids where it failed. */
  perform(verb: Verb, ids: readonly string[], reason: string | null = null): Promise<string[]> {
    return this.underway.run(ids, async () => {
      // Quick hands: whether the verb fits is known when the deed before is over.
      const earlier = this.underway.settled(ids);
      if (earlier) await earlier;
      const before = this.known(ids).filter((question) => fits(verb, question));
      const stages = verb === 'hide' ? this.stagesOf(before) : [];
      const failed = await each(before, (now) => this.step(now, stepOf(verb, now, reason)));
      const done = before.filter(({ id }) => !failed.includes(id));
      const renewed = verb === 'decline' && done.every(({ status }) => status === 'REJECTED');
      const said = renewed ? 'moderate.did.reason' : (`moderate.did.${verb}` as const);
      this.tell(said, done.length, failed.length, () => this.takeBack(verb, done, stages));
      return failed;
    });
  }

  tag(ids: readonly string[], name: string): Promise<string[]> {
    return this.underway.run(ids, () => this.tagging(ids, name));
  }

  untag(id: string, tag: Tag): Promise<void> {
    return this.underway.run([id], async () => {
      if (!(await this.untagging(id, tag))) return;
      this.tell('moderate.did.untag', 1, 0, () =>
        this.attempt(() => this.deeds.change(id, 'POST', '/tags', { tagId: tag.id })),
      );
    });
  }

  /** Saves a text over the one the editor began with; see `Deeds.rewrite`. */
  rewrite(id: string, field: 'responseText' | 'body', base: Question, text: string) {
    return this.underway.run([id], () => this.writing(id, field, base, text));
  }

  /** Puts a question on its team's stage, or clears it. */
  stage(team: Team, questionId: string | null): Promise<boolean> {
    return this.underway.run([team.id], async () => {
      const before = this.stageNow(team.id);
      if (before === questionId) return true;
      if (!(await this.staging(team.id, questionId))) return false;
      const back: Way = () => this.staging(team.id, before);
      this.tell(questionId ? 'moderate.did.stage' : 'moderate.did.unstage', 1, 0, back);
      return true;
    });
  }

  /** Changes how a team takes questions. */
  setTeam(team: Team, change: Partial<Pick<Team, 'state' | 'moderation'>>): Promise<void> {
    const old = {
      ...(change.state && { state: team.state }),
      ...(change.moderation && { moderation: team.moderation }),
    };
    const review = change.moderation === 'off' ? 'off' : 'on';
    const said = change.state ? (`state.${change.state}` as const) : (`review.${review}` as const);
    return this.underway.run([team.id], async () => {
      if (await this.patchTeam(team.id, change))
        this.tell(`moderate.did.${said}`, 1, 0, () => this.patchTeam(team.id, old));
    });
  }

  /** For good; whoever calls has asked twice. */
  remove(ids: readonly string[]): Promise<string[]> {
    return this.underway.run(ids, async () => {
      const failed = await each(this.known(ids), ({ id }) => this.deeds.remove(id));
      this.tell('moderate.did.delete', ids.length - failed.length, failed.length, null);
      return failed;
    });
  }

  /** Takes the last deed back, be it still on its way, then the one before it. */
  undo = (): Promise<void> =>
    this.underway.run([], async () => {
      const earlier = this.underway.settled();
      if (earlier) await earlier;
      await this.goBack(this.past.at(-1));
    });

  private async goBack(entry: Remembered | undefined): Promise<void> {
    this.past = this.past.filter((one) => one !== entry);
    this.toasts.dismiss(this.undone);
    if (entry) this.toasts.dismiss(entry.toast);
    const back = entry ? ((await entry.back()) ? 'done' : 'failed') : 'nothing';
    this.undone = this.toasts.say(t(`moderate.undo.${back}`));
  }

  /** Takes a verb back from all it was done to; whether it could be, down to the last one. */
  private async takeBack(verb: Verb, done: readonly Question[], stages: readonly Team[]): Promise<boolean> {
    const failed = await each(done, async (before) => {
      const [now] = this.known([before.id]);
      if (!now) return false;
      if (verb === 'reopen') return this.answerAgain(now, before.responseText ?? '');
      const step = stepBack(verb, before, now);
      return step !== null && this.step(now, step);
    });
    const back = stages.filter(({ stageQuestionId: id }) => id && !failed.includes(id));
    const staged = await every(back.map((team) => this.stageAgain(team)));
    return failed.length === 0 && staged;
  }

  private async answerAgain(now: Question, text: string): Promise<boolean> {
    if (now.status !== 'OPEN' || now.responseText !== null) return false;
    return (await this.deeds.rewrite(now.id, 'responseText', now, text)) === 'done';
  }

  /** What came back returns to its stage, but pushes nothing else off it. */
  private async stageAgain({ id, stageQuestionId = null }: Team): Promise<boolean> {
    const now = this.stageNow(id);
    return (now === null || now === stageQuestionId) && this.staging(id, stageQuestionId);
  }

  private async tagging(ids: readonly string[], name: string): Promise<string[]> {
    const given = new Map<string, Tag>();
    const failed = await each(this.known(ids), async ({ id }) => {
      const had = this.tagIds(id);
      if (!(await this.attempt(() => this.deeds.change(id, 'POST', '/tags', { name })))) return false;
      const fresh = this.known([id])[0]?.tags.find((tag) => !had.has(tag.id));
      if (fresh) given.set(id, fresh);
      return true;
    });
    this.tell('moderate.did.tag', ids.length - failed.length, failed.length, () =>
      every([...given].map(([id, tag]) => this.untagging(id, tag))),
    );
    return failed;
  }

  private async writing(id: string, field: 'responseText' | 'body', base: Question, text: string) {
    const outcome = await this.deeds.rewrite(id, field, base, text);
    if (outcome !== 'done') {
      this.checkRights(id);
      return outcome;
    }
    const old = base[field];
    const after = this.known([id])[0];
    const back: Way = async () => {
      const now = this.known([id])[0];
      if (!after || now?.[field] !== after[field]) return false;
      if (old === null) return this.step(now, stepOf('reopen', now));
      return (await this.deeds.rewrite(id, field, after, old)) === 'done';
    };
    this.tell(field === 'body' ? 'moderate.did.edit' : 'moderate.did.answer', 1, 0, back);
    return outcome;
  }

  /** Says how it went; a single failure stands next to its question already. */
  private tell(key: WordKey, done: number, failed: number, back: Way | null): void {
    if (done === 0 && failed <= 1) return;
    const what = done > 0 ? t(key, { n: done }) : '';
    const not = failed > 0 ? t('moderate.did.not', { n: failed }) : '';
    const said = [what, not].filter(Boolean).join(' ');
    if (!back || done === 0) return void this.toasts.say(said);
    const entry: Remembered = { back, toast: 0 };
    entry.toast = this.toasts.say(said, {
      label: t('common.undo'),
      run: () => {
        void this.underway.run([], () => this.goBack(entry));
      },
    });
    this.past = [...this.past, entry].slice(-remembered);
  }

  private step({ id }: Question, { method, deed, body, change }: Step): Promise<boolean> {
    return this.attempt(() => this.deeds.change(id, method, deed, body, change), id);
  }

  private untagging(id: string, tag: Tag): Promise<boolean> {
    return this.attempt(() => this.deeds.change(id, 'DELETE', `/tags/${encodeURIComponent(tag.id)}`));
  }

  private staging(teamId: string, stageQuestionId: string | null): Promise<boolean> {
    return this.aside(teamId, { stageQuestionId }, () =>
      this.store.api.send('PUT', `/teams/${encodeURIComponent(teamId)}/stage`, {
        questionId: stageQuestionId,
      }),
    );
  }

  private patchTeam(id: string, change: Partial<Team>): Promise<boolean> {
    return this.aside(id, change, () =>
      this.store.api.send('PATCH', `/teams/${encodeURIComponent(id)}`, change),
    );
  }

  /**
   * A deed on a team. Teams have no version, so it is shown before it is sent and its answer is not: an
   * event that came since knows better. What went wrong is told in a toast.
   */
  private aside(id: string, change: Partial<Team>, deed: () => Promise<unknown>): Promise<boolean> {
    const before = this.store.get().state.teams.get(id);
    this.showTeam(id, change);
    return this.attempt(async () => {
      try {
        await deed();
      } catch (error) {
        if (before) this.showTeam(id, this.stillOurs(id, change, before));
        this.toasts.say(sentenceOf(error));
        throw error;
      }
    });
  }

  /** Of what we showed, what no event has changed since, as it was before. */
  private stillOurs(id: string, shown: Partial<Team>, before: Team): Partial<Team> {
    const now = this.store.get().state.teams.get(id);
    const keys = (Object.keys(shown) as (keyof Team)[]).filter((key) => now?.[key] === shown[key]);
    return Object.fromEntries(keys.map((key) => [key, before[key] ?? null]));
  }

  private showTeam(id: string, change: Partial<Team>): void {
    this.store.change((state) => {
      const team = state.teams.get(id);
      if (!team) return state;
      const shown = reduce(state, { type: 'team:updated', data: { ...team, ...change } });
      const { stageQuestionId: questionId } = change;
      return questionId === undefined
        ? shown
        : reduce(shown, { type: 'stage:changed', data: { teamId: id, questionId } });
    });
  }

  private async attempt(deed: () => Promise<void>, id?: string): Promise<boolean> {
    try {
      await deed();
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 403 || error.status === 401) this.onRefused();
      // Somebody decided this one meanwhile; what they made of it is on the screen now.
      if (error.code === 'version_conflict' && id)
        this.store.overlay((overlay) => complain(overlay, id, t('moderate.conflict')));
      return false;
    }
  }

  /** `rewrite` keeps its refusal to itself, but for the sentence next to the question. */
  private checkRights(id: string): void {
    if (this.store.get().overlay.messages.get(id) === t('common.error.forbidden')) this.onRefused();
  }

  /** What is hidden leaves its stage; what comes back returns to it. */
  private stagesOf(questions: readonly Question[]): Team[] {
    const ids = new Set(questions.map(({ id }) => id));
    return [...this.store.get().state.teams.values()].filter(({ stageQuestionId: id }) => id && ids.has(id));
  }

  private stageNow(teamId: string): string | null {
    return this.store.get().state.teams.get(teamId)?.stageQuestionId ?? null;
  }

  private known(ids: readonly string[]): Question[] {
    const { questions } = this.store.get().state;
    return ids.flatMap((id) => questions.get(id) ?? []);
  }

  private tagIds(id: string): Set<string> {
    return new Set(this.known([id])[0]?.tags.map((tag) => tag.id));
  }
}
