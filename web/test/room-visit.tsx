/** A visit to the room over a server in the test's hand: what it lists, what it answers, what it was asked. */
import { render } from '@testing-library/preact';
import { createApi } from '../src/core/api';
import { Deeds } from '../src/core/deeds';
import { DraftKeeper } from '../src/core/draft';
import { Store } from '../src/core/store';
import { Toasts } from '../src/core/toasts';
import type { AppEvent, Question, Team } from '../src/core/types';
import { Room } from '../src/ui/room';
import { fakeWorld, FakeStorage, json } from './fakes';

export type Answer = (
  method: string,
  path: string,
  body: Record<string, unknown>,
  query: URLSearchParams,
) => Response | undefined;

interface Visit {
  questions?: readonly Question[];
  team?: Partial<Team>;
  answer?: Answer;
}

const hall: Team = {
  id: 'team',
  name: 'Town hall',
  slug: 'hall',
  description: null,
  joinCode: 'K7PM2X',
  state: 'open',
  moderation: 'off',
};

export function visit({ questions = [], team, answer }: Visit = {}) {
  const world = fakeWorld();
  const calls: string[] = [];
  const api = createApi('', {
    newKey: () => `key-${calls.length}`,
    fetch: async (url, init = {}) => {
      const { pathname, searchParams } = new URL(url, 'http://here');
      const method = init.method ?? 'GET';
      calls.push(`${method} ${pathname}`);
      const body = JSON.parse(typeof init.body === 'string' ? init.body : '{}') as Record<string, unknown>;
      const answered = answer?.(method, pathname, body, searchParams);
      if (answered) return answered;
      if (pathname === '/teams') return json({ items: [{ ...hall, ...team }] });
      if (pathname !== '/questions') return json({ items: [] });
      const status = searchParams.get('status');
      const items = questions.filter((one) =>
        status ? one.status === status : one.status === 'OPEN' || one.status === 'ANSWERED',
      );
      return json({ items, nextCursor: null, position: 'a-1' });
    },
  });
  const store = new Store(api, world.deps, { slug: 'hall' });
  const keeper = new DraftKeeper('draft', new FakeStorage(), () => `draft-${calls.length}`);
  const toasts = new Toasts({
    setTimeout: (run, ms) => window.setTimeout(run, ms),
    clearTimeout: (timer) => window.clearTimeout(timer),
    now: () => Date.now(),
  });
  render(<Room {...{ store, keeper }} toasts={Promise.resolve(toasts)} deeds={new Deeds(store)} search="" />);
  store.start();
  let seq = 1;
  /** Says an event as the stream would. */
  const hears = (event: Omit<AppEvent, 'seq'>) => {
    const source = world.last();
    if (seq === 1) source.connected('a-1');
    seq += 1;
    source.say({ ...event, seq }, `a-${seq}`);
    void world.clock.pass(50); // votes are shown after a breath
  };
  return { ...world, store, toasts, calls, hears };
}
