/** Who is signed in, for the pages that need staff. */
import { ApiError, sentenceOf, type Api } from './api';
import type { Me } from './types';
import { t } from './words';

export type SessionState =
  { kind: 'asking' } | { kind: 'signed-out'; message: string | null } | { kind: 'staff'; me: Me };

export class Session {
  private state: SessionState;
  private readonly listeners = new Set<() => void>();

  /** `me` is what the server said with the page, if it did. */
  constructor(
    private readonly api: Api,
    me?: Me,
  ) {
    this.state = me ? standing(me, null) : { kind: 'asking' };
  }

  get = (): SessionState => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  /** Asks the server who we are; also after the stream says that we became somebody else. */
  async check(): Promise<void> {
    try {
      const me = await this.api.get<Me>('/auth/me');
      this.set(standing(me, this.state.kind === 'staff' ? t('moderate.signedOut') : null));
    } catch (error) {
      if (this.state.kind !== 'staff') this.set({ kind: 'signed-out', message: sentenceOf(error) });
    }
  }

  async signIn(email: string, password: string): Promise<void> {
    try {
      await this.api.send('POST', '/auth/login', { email, password });
      await this.check();
    } catch (error) {
      const wrong = error instanceof ApiError && error.status === 401;
      const message = wrong ? t('moderate.signIn.wrong') : sentenceOf(error);
      this.set({ kind: 'signed-out', message });
    }
  }

  async signOut(): Promise<void> {
    await this.api.send('POST', '/auth/logout').catch(() => undefined);
    this.set({ kind: 'asking' });
    await this.check();
  }

  private set(state: SessionState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

/** Whether `/admin` is theirs. */
export function administers({ role }: Me): boolean {
  return role === 'admin' || role === 'owner';
}

function standing(me: Me, message: string | null): SessionState {
  return me.kind === 'staff' ? { kind: 'staff', me } : { kind: 'signed-out', message };
}
