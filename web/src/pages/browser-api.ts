/** Requests of this page; all a page needs that keeps no store. */
import { createApi } from '../core/api';

export function newKey(): string {
  // randomUUID exists only on secure origins; a room on a plain http intranet asks questions too.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function browserApi() {
  return createApi(location.search, { fetch: (url, init) => fetch(url, init), newKey });
}
