/** JSON in a storage that may be full, forbidden or missing. */
import type { Storage } from './cursor';

export function recall(storage: Storage | undefined, place: string): unknown {
  try {
    return JSON.parse(storage?.getItem(place) ?? 'null');
  } catch {
    return null;
  }
}

export function keep(storage: Storage | undefined, place: string, what: unknown): void {
  try {
    storage?.setItem(place, JSON.stringify(what));
  } catch {
    // it is still in memory
  }
}
