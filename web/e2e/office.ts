/** Staff without a screen: an owner with a session of its own, who does things through the API. */
import { expect } from '@playwright/test';
import type { Server } from './server';
import { townHall, type Question, type Team } from './truth';

export interface Account {
  id: string;
  email: string;
  role: 'moderator' | 'admin' | 'owner';
  active: boolean;
}

export class Office {
  private constructor(
    private readonly server: Server,
    private readonly cookie: string,
  ) {}

  static async opens(server: Server): Promise<Office> {
    const body = JSON.stringify({ email: 'signe@demo.example', password: 'openfloor-demo' });
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch(server.url('/auth/login'), { method: 'POST', headers, body });
    expect(response.status, 'sign in').toBe(200);
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
    return new Office(server, cookies.join('; '));
  }

  /** Sends a deed and expects it to go well. */
  async does<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = { Cookie: this.cookie, 'Content-Type': 'application/json' };
    const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
    const response = await fetch(this.server.url(path), init);
    const text = await response.text();
    expect(response.ok, `${method} ${path}: ${text}`).toBe(true);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** Asks in a team, or in the town hall. */
  async asks(body: string, team?: Team): Promise<Question> {
    const { id: teamId } = team ?? (await townHall(this.server));
    return this.does('POST', '/questions', { body, teamId });
  }

  /** Makes an empty room. */
  async furnishes(name: string, slug: string): Promise<Team> {
    return this.does('POST', '/teams', { name, slug });
  }

  /** Opens an account for a colleague. */
  async employs(email: string, password: string, role: Account['role'] = 'moderator'): Promise<Account> {
    return this.does('POST', '/auth/users', { email, password, role, name: email.split('@')[0] ?? email });
  }
}
