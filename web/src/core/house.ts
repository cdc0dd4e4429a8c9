/**
 * What administrators look after: teams, tags, accounts and the tenant's settings. Read at the start and
 * whenever the stream came back, then kept by events and by the answers to own deeds.
 */
import { sentenceOf, type Api } from './api';
import { emptyState, learnTags, learnTeams, reduce } from './reducer';
import type { State } from './state';
import type { StreamHandlers, StreamStatus } from './stream';
import type { AppEvent, Tag, Team, Tenant } from './types';

export type Role = 'moderator' | 'admin' | 'owner';

export interface Account {
  id: string;
  email: string;
  name: string;
  role: Role;
  active: boolean;
}

export interface HouseView {
  phase: 'loading' | 'ready' | 'failed';
  error: string | null;
  /** Its teams, tags and tenant; no questions. */
  state: State;
  accounts: readonly Account[];
}

export type TeamFields = Partial<Pick<Team, 'name' | 'slug' | 'description' | 'state' | 'moderation'>>;
export type TagFields = Partial<Pick<Tag, 'name' | 'color'>>;
export type TenantFields = Partial<Pick<Tenant, 'name' | 'ownUpvotes' | 'brandColor'>>;
export type NewAccount = Pick<Account, 'email' | 'name' | 'role'> & { password: string };
export type AccountFields = Partial<Pick<Account, 'name' | 'role' | 'active'>>;

export interface Listener {
  open: () => void;
  close: () => void;
}

interface Items<T> {
  items: readonly T[];
}

export class House {
  private view: HouseView = { phase: 'loading', error: null, state: emptyState, accounts: [] };
  private readonly listeners = new Set<() => void>();
  private readonly stream: Listener;
  private reading = 0;
  /** Events since the last reading began: its answers may be older. */
  private meanwhile: AppEvent[] = [];

  constructor(
    readonly api: Api,
    /** Makes the stream of team, tag and tenant events. */
    listen: (handlers: StreamHandlers) => Listener,
    onIdentity: () => void = () => undefined,
  ) {
    this.stream = listen({
      event: (event) => this.hear(event),
      reset: () => void this.load(),
      identity: onIdentity,
      status: (status: StreamStatus) => {
        if (status === 'live') void this.load();
      },
    });
  }

  get = (): HouseView => this.view;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  start(): void {
    void this.load();
    this.stream.open();
  }

  stop(): void {
    this.reading += 1;
    this.stream.close();
  }

  async load(): Promise<void> {
    const reading = (this.reading += 1);
    const meanwhile: AppEvent[] = (this.meanwhile = []);
    try {
      const [teams, tags, tenant, accounts] = await Promise.all([
        this.api.get<Items<Team>>('/teams'),
        this.api.get<Items<Tag>>('/tags'),
        this.api.get<Tenant>('/tenant'),
        this.api.get<Items<Account>>('/auth/users'),
      ]);
      if (this.reading !== reading) return;
      const read = learnTags(learnTeams({ ...emptyState, tenant }, teams.items), tags.items);
      this.set({
        phase: 'ready',
        error: null,
        state: meanwhile.reduce(reduce, read),
        accounts: accounts.items,
      });
    } catch (error) {
      if (this.reading !== reading || this.view.phase === 'ready') return;
      this.set({ phase: 'failed', error: sentenceOf(error) });
    }
  }

  /** Makes a team, or changes the one with this id. Deeds throw what the server said. */
  async saveTeam(id: string | null, fields: TeamFields): Promise<void> {
    const data = await this.save<Team>('/teams', id, fields);
    this.hear({ type: 'team:updated', data });
  }

  async removeTeam(id: string): Promise<void> {
    await this.api.send('DELETE', `/teams/${id}`);
    this.hear({ type: 'team:deleted', data: { id } });
  }

  async saveTag(id: string | null, fields: TagFields): Promise<void> {
    const data = await this.save<Tag>('/tags', id, fields);
    this.hear({ type: 'tag:updated', data });
  }

  async removeTag(id: string): Promise<void> {
    await this.api.send('DELETE', `/tags/${id}`);
    this.hear({ type: 'tag:deleted', data: { id } });
  }

  async saveTenant(fields: TenantFields): Promise<void> {
    const data = await this.api.send<Tenant>('PATCH', '/tenant', fields);
    this.hear({ type: 'tenant:updated', data });
  }

  async addAccount(fields: NewAccount): Promise<void> {
    this.learn(await this.api.send<Account>('POST', '/auth/users', fields, null));
  }

  async changeAccount(id: string, fields: AccountFields): Promise<void> {
    this.learn(await this.api.send<Account>('PATCH', `/auth/users/${id}`, fields, null));
  }

  private save<T>(path: string, id: string | null, fields: object): Promise<T> {
    return id === null
      ? this.api.send<T>('POST', path, fields)
      : this.api.send<T>('PATCH', `${path}/${id}`, fields);
  }

  private hear(event: AppEvent): void {
    this.meanwhile.push(event);
    this.set({ state: reduce(this.view.state, event) });
  }

  private learn(account: Account): void {
    const others = this.view.accounts.filter(({ id }) => id !== account.id);
    const accounts = [...others, account].sort((a, b) => a.email.localeCompare(b.email));
    this.set({ accounts });
  }

  private set(change: Partial<HouseView>): void {
    this.view = { ...this.view, ...change };
    for (const listener of this.listeners) listener();
  }
}
