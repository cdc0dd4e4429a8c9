/** What the server put in the page: the words of the reader's language, and the first picture. */
import { speak, type Words } from '../core/words';

/** Speaks the page's language; to be awaited before anything is said. */
export async function boot(): Promise<void> {
  const told = inlay<{ lang: string; words: Words }>('words');
  if (told) return speak(told.lang, told.words);
  // The development server hands out the pages as they are written.
  if (import.meta.env.DEV) {
    const files = import.meta.glob<Words>('../words/en/*.json', { import: 'default' });
    const parts = await Promise.all(Object.values(files).map((load) => load()));
    speak('en', Object.assign({}, ...parts) as Words);
  }
}

/** What the address says after the page's own name, `/room/<this>`; null where it says nothing. */
export function slugOf(path: string): string | null {
  const segment = path.split('/')[2] ?? '';
  try {
    return decodeURIComponent(segment) || null;
  } catch {
    return segment; // a broken address names no room
  }
}

/** The JSON of a data block, or nothing where the server left it out. */
export function inlay<T>(id: string): T | undefined {
  const text = document.getElementById(id)?.textContent;
  return text ? (JSON.parse(text) as T) : undefined;
}
