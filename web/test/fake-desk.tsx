/** The moderator's page on fakes: a small server that does what the protocol says of staff deeds. */
import { fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { createApi } from '../src/core/api';
import { AuditLog } from '../src/core/audit';
import { Deeds } from '../src/core/deeds';
import { Moderation } from '../src/core/moderation';
import { Session } from '../src/core/session';
import { Store } from '../src/core/store';
import { Toasts } from '../src/core/toasts';
import type { Question, Tag, Team } from '../src/core/types';
import { Moderate } from '../src/ui/moderate/page';
import { fakeWorld, json, question } from './fakes';

export type Answer = (method: string, path: string, body: Record<string, unknown>) => Response | undefined;

export const moderator = [
  'ask',
  'upvote',
  'edit',
  'delete',
  'answer',
  'tag',
  'pin',
  'freeze',
  'review',
  'archive',
  'stage',
];
export const admin = [...moderator, 'teams', 'settings', 'users'];

export const hall: Team = {
  id: 'hall',
  name: 'Town hall',
  slug: 'town-hall',
  description: null,
  state: 'open',
  moderation: 'all',
  joinCode: 'K7PM2X',
  stageQuestionId: null,
};

export const asked = (id: string, more: Partial<Question> = {}) => question(id, { teamId: 'hall', ...more });

interface Setting {
  teams?: Team[];
  tags?: Tag[];
  role?: 'moderator' | 'admin';
  permissions?: readonly string[];
  answer?: Answer;
  signedIn?: boolean;
}

/** Opens the page; `calls` are the deeds it sent. */
export function sitDown(start: Question[], setting: Setting = {}) {
  const { answer = () => undefined, signedIn = true } = setting;
  const world = fakeWorld();
  const me = {
    kind: signedIn ? 'staff' : 'participant',
    name: 'Mika',
    role: setting.role ?? 'moderator',
    permissions: setting.permissions ?? admin,
  };
  const server = new StaffServer(start, setting.teams ?? [hall], setting.tags ?? []);
  const calls: string[] = [];
  const api = createApi('?tenantId=acme', {
    newKey: () => `key-${calls.length}`,
    fetch: async (url, init = {}) => {
      const { pathname, searchParams } = new URL(url, 'http://here');
      const method = init.method ?? 'GET';
      const text = typeof init.body === 'string' ? init.body : '';
      if (method !== 'GET') calls.push([method, pathname, text].filter(Boolean).join(' '));
      const body = JSON.parse(text || '{}') as Record<string, unknown>;
      const own = answer(method, pathname, body);
      if (own) return own;
      if (pathname === '/auth/login') me.kind = 'staff';
      if (pathname === '/auth/logout') me.kind = 'participant';
      if (pathname.startsWith('/auth/')) return json(me);
      return json(server.answer(method, pathname, body, searchParams));
    },
  });
  const session = new Session(api);
  const toasts = new Toasts(world.clock);
  const check = () => void session.check();
  const open = () => {
    const store = new Store(api, world.deps, {
      slug: null,
      alsoRead: ['UNDER_REVIEW', 'ARCHIVED', 'REJECTED'],
      withTags: true,
      onIdentity: check,
    });
    const deeds = new Deeds(store);
    const moderation = new Moderation(store, deeds, toasts, check);
    return { store, deeds, moderation, toasts, audit: new AuditLog(api, store, world.clock) };
  };
  render(<Moderate session={session} open={open} search="?tenantId=acme" />);
  check();
  return { ...world, calls, server, me, toasts };
}

class StaffServer {
  readonly questions: Map<string, Question>;
  readonly teams: Map<string, Team>;
  readonly audit: object[] = [];

  constructor(
    start: Question[],
    teams: Team[],
    readonly tags: Tag[],
  ) {
    this.questions = new Map(start.map((one) => [one.id, one]));
    this.teams = new Map(teams.map((one) => [one.id, one]));
  }

  answer(method: string, path: string, body: Record<string, unknown>, query: URLSearchParams): unknown {
    const [, kind, id = '', deed = '', which] = path.split('/');
    if (kind === 'audit') return { items: this.audit, nextBefore: null };
    if (kind === 'tags') return { items: this.tags };
    if (kind === 'teams') return id ? this.team(id, deed, body) : { items: [...this.teams.values()] };
    if (!id) return this.list(query.get('status'));
    if (method === 'DELETE' && !deed) return void this.questions.delete(id);
    const old = this.questions.get(id);
    return old && this.write(old, method === 'GET' ? {} : this.change(old, method, deed, body, which));
  }

  private list(status: string | null) {
    const items = [...this.questions.values()].filter((one) =>
      status ? one.status === status : one.status === 'OPEN' || one.status === 'ANSWERED',
    );
    return { items, nextCursor: null, position: 'a-1' };
  }

  private change(
    old: Question,
    method: string,
    deed: string,
    body: Record<string, unknown>,
    which?: string,
  ): Partial<Question> {
    const on = method === 'POST';
    const made = { id: `tag-${String(body['name'])}`, name: String(body['name']), color: '#123456' };
    const answered = old.responseText === null ? 'OPEN' : 'ANSWERED';
    const reason = (body['reason'] as string | undefined) ?? null;
    const changes: Record<string, Partial<Question>> = {
      '': { body: String(body['body']) },
      pin: { isPinned: on },
      freeze: { isFrozen: on },
      answer: on
        ? { status: 'ANSWERED', responseText: String(body['responseText']) }
        : { status: 'OPEN', responseText: null },
      archive: { status: on ? 'ARCHIVED' : answered },
      review: {
        status:
          ({ approve: 'OPEN', requeue: 'UNDER_REVIEW' } as const)[String(body['decision'])] ?? 'REJECTED',
        rejectionReason: reason,
      },
      tags: {
        tags: on
          ? [...old.tags, this.tags.find((tag) => tag.id === body['tagId']) ?? made]
          : old.tags.filter((tag) => tag.id !== which),
      },
    };
    return changes[deed] ?? {};
  }

  private team(id: string, deed: string, body: Record<string, unknown>): unknown {
    const old = this.teams.get(id);
    if (!old) return undefined;
    const questionId = (body['questionId'] as string | null | undefined) ?? null;
    const next: Team = deed === 'stage' ? { ...old, stageQuestionId: questionId } : { ...old, ...body };
    this.teams.set(id, next);
    return deed === 'stage' ? { teamId: id, questionId } : next;
  }

  private write(old: Question, change: Partial<Question>): Question {
    if (Object.keys(change).length === 0) return old;
    const next = { ...old, ...change, version: old.version + 1 };
    this.questions.set(next.id, next);
    return next;
  }
}

export const press = (key: string, at: Element = document.activeElement ?? document.body) =>
  fireEvent.keyDown(at, { key });

/** A key that is held down says so again and again. */
export const hold = (key: string) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key, repeat: true });

export const card = (name: string) => screen.findByRole('article', { name });

/** The ids of the cards, in the order of the list. */
export const cards = () => screen.queryAllByRole('article').map((one) => one.dataset['questionId']);

export const tab = (name: RegExp) => screen.getByRole('tab', { name });

export const button = (at: HTMLElement, name: string) => within(at).getByRole('button', { name });

/** Waits until the last deed sent is this one. */
export const sent = (calls: readonly string[], call: string) =>
  waitFor(() => {
    if (calls.at(-1) !== call) throw new Error(`sent ${calls.join(', ')}`);
  });

/** Waits until every list is read and the page listens. */
export const seated = ({ sources }: { sources: readonly unknown[] }) =>
  waitFor(() => {
    if (sources.length === 0) throw new Error('still reading');
  });
