/**
 * Moves the stage. A moderator moves it for everybody; anybody else, or one whom the server refuses or
 * cannot hear, moves it on this screen alone, until the next move of the real one.
 */
import type { Api } from './api';

interface Choice {
  id: string;
  /** What the server had on stage meanwhile: when that changes, the choice is over. */
  over: string | null;
}

export class StageHand {
  private choice: Choice | null = null;
  private sending = false;
  private staged: string | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly api: Api,
    /** Whether whoever looks at this screen may move the stage for all. */
    private readonly mayMove: () => boolean,
  ) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  /** What to show when the server has `staged` on stage. */
  shown(staged: string | null): string | null {
    this.staged = staged;
    if (this.choice && !this.sending && this.choice.over !== staged) this.choice = null;
    return this.choice?.id ?? staged;
  }

  /** Shows it here at once. Quick presses are sent one after the other, and only the last one counts. */
  async show(id: string, teamId: string | null): Promise<void> {
    this.choose(id);
    if (teamId === null || this.sending || !this.mayMove()) return;
    this.sending = true;
    try {
      let sent: string | undefined;
      while (this.choice && this.choice.id !== sent) {
        sent = this.choice.id;
        const path = `/teams/${encodeURIComponent(teamId)}/stage`;
        await this.api.send('PUT', path, { questionId: sent });
      }
    } catch {
      // Refused or unheard: the choice stays this screen's own.
    } finally {
      this.sending = false;
      if (this.choice) this.choose(this.choice.id);
    }
  }

  private choose(id: string): void {
    this.choice = { id, over: this.staged };
    for (const listener of this.listeners) listener();
  }
}
