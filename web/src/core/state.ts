import type { Question, Tag, Team, Tenant } from './types';

/** Everything one screen knows. Immutable: each change makes a new one, sharing what stayed. */
export interface State {
  readonly questions: ReadonlyMap<string, Question>;
  /** Ids that events spoke of but nobody showed whole; the caller fetches and `learn`s them. */
  readonly unknown: ReadonlySet<string>;
  /** Deleted for good: a late picture must not bring one back. */
  readonly gone: ReadonlySet<string>;
  readonly tags: ReadonlyMap<string, Tag>;
  readonly goneTags: ReadonlySet<string>;
  readonly teams: ReadonlyMap<string, Team>;
  readonly tenant: Tenant | null;
  /** Team id ('' for none) → the question being answered right now. */
  readonly stage: ReadonlyMap<string, string | null>;
  /** Team id ('' for none) → how many are here. */
  readonly presence: ReadonlyMap<string, number>;
}

export const emptyState: State = {
  questions: new Map(),
  unknown: new Set(),
  gone: new Set(),
  tags: new Map(),
  goneTags: new Set(),
  teams: new Map(),
  tenant: null,
  stage: new Map(),
  presence: new Map(),
};

export function withEntry<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(map).set(key, value);
}

export function withoutEntry<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  if (!map.has(key)) return map;
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}

export function withMember<T>(set: ReadonlySet<T>, member: T): ReadonlySet<T> {
  return set.has(member) ? set : new Set(set).add(member);
}

export function withoutMember<T>(set: ReadonlySet<T>, member: T): ReadonlySet<T> {
  if (!set.has(member)) return set;
  const copy = new Set(set);
  copy.delete(member);
  return copy;
}
