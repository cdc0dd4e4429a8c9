/** A store on fakes, and the server's side of its requests. */
import { createApi } from '../src/core/api';
import { Deeds } from '../src/core/deeds';
import { Store, type StoreOptions } from '../src/core/store';
import type { Question } from '../src/core/types';
import type { StreamDeps } from '../src/core/world';
import { fakeWorld, json } from './fakes';

export type Answer = (
  method: string,
  path: string,
  body: Record<string, unknown>,
  query: URLSearchParams,
) => unknown;

export const listOf = (...items: Question[]) => ({ items, nextCursor: null, position: 'a-1' });

export function room(answer: Answer, options: StoreOptions = { slug: null }, more: Partial<StreamDeps> = {}) {
  const world = fakeWorld();
  Object.assign(world.deps, more);
  const asked: string[] = [];
  let keys = 0;
  const api = createApi('?tenantId=acme', {
    newKey: () => `key-${(keys += 1)}`,
    fetch: async (url, init = {}) => {
      const { pathname, searchParams } = new URL(url, 'http://here');
      asked.push(`${init.method ?? 'GET'} ${pathname}`);
      const body = JSON.parse(typeof init.body === 'string' ? init.body : '{}') as Record<string, unknown>;
      const result = await answer(init.method ?? 'GET', pathname, body, searchParams);
      return isResponse(result) ? result : json(result ?? { items: [] });
    },
  });
  const store = new Store(api, world.deps, options);
  return { ...world, store, deeds: new Deeds(store), asked };
}

const isResponse = (value: unknown): value is Response =>
  typeof value === 'object' && value !== null && 'ok' in value;

export const problem = (status: number, code: string, title: string, more = {}) =>
  json({ status, code, title, ...more }, status);
