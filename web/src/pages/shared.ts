/** For the pages that people do things on, and open in many tabs: a store with deeds, over one stream for all tabs. */
import { Deeds } from '../core/deeds';
import type { StoreOptions } from '../core/store';
import { createStream } from '../core/tabs';
import { browserStore } from './browser';

export function sharedStore(options: StoreOptions) {
  const store = browserStore({ createStream, ...options });
  return { store, deeds: new Deeds(store) };
}
