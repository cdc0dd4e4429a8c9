/**
 * Words for the server to put into the pages: `words/<language>.<page>.json`, each language's files over
 * the English ones, so that a word nobody has translated yet is there in English.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

export const languages = ['en', 'de', 'fr', 'es', 'pt', 'ja'] as const;

/** Page → the files whose words it shows. */
export const wordFiles: Readonly<Record<string, readonly string[]>> = {
  room: ['common', 'room'],
  moderate: ['common', 'room', 'moderate'],
  wall: ['common', 'wall'],
  admin: ['common', 'moderate', 'admin'],
  join: ['common', 'join'],
  plain: ['plain'],
};

export type Words = Readonly<Record<string, string>>;

/** The words of one page in one language; `read` gives a file's, or nothing where there is none. */
export function wordsOf(
  page: string,
  language: string,
  read: (language: string, file: string) => Words | undefined,
): Words {
  const files = wordFiles[page] ?? [];
  return Object.assign({}, ...files.map((file) => ({ ...read('en', file), ...read(language, file) })));
}

/** Emits every page's words in every language. */
export function words(folder: string): Plugin {
  const read = (language: string, file: string): Words | undefined => {
    const path = join(folder, language, `${file}.json`);
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Words) : undefined;
  };
  return {
    name: 'openfloor-words',
    apply: 'build',
    generateBundle() {
      for (const language of languages)
        for (const page of Object.keys(wordFiles))
          this.emitFile({
            type: 'asset',
            fileName: `words/${language}.${page}.json`,
            source: JSON.stringify(wordsOf(page, language, read)),
          });
    },
  };
}
