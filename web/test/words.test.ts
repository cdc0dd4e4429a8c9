/** The words of all languages: same keys, same places for values, plurals as each language has them. */
import { afterEach, describe, expect, it } from 'vitest';
import { number, speak, t, tell, type Words } from '../src/core/words';
import { english } from './words-setup';

const files: Record<string, Words> = import.meta.glob('../src/words/*/*.json', {
  eager: true,
  import: 'default',
});
const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

describe('words', () => {
  afterEach(() => speak('en', english));

  it('fill in values and follow the number', () => {
    expect(t('room.here', { n: 1 })).toBe('1 person here');
    expect(t('room.here', { n: 1200 })).toBe('1,200 people here');
    expect(t('room.ask.failed', { reason: '$& why' })).toBe('Not sent: $& why');
    expect(tell('common.error.none_of_ours')).toBeUndefined();
  });

  it('speak another language with its numbers and plurals', () => {
    speak('fr', { 'room.here.one': '{n} personne', 'room.here.other': '{n} personnes' });
    expect(t('room.here', { n: 0 })).toBe('0 personne');
    expect(t('room.here', { n: 2 })).toBe('2 personnes');
    expect(number(1.5)).toBe('1,5');
  });

  it.each(Object.keys(files))('%s says what English says', (path) => {
    const [, lang = '', name = ''] = /words\/(\w+)\/(\w+)\.json$/.exec(path) ?? [];
    const base = files[`../src/words/en/${name}.json`] ?? {};
    const here = files[path] ?? {};
    const only = new Intl.PluralRules(lang).resolvedOptions().pluralCategories.includes('one');
    const wanted = Object.keys(base).filter((key) => only || !key.endsWith('.one'));
    expect(Object.keys(here).sort()).toEqual(wanted.sort());
    for (const [key, text] of Object.entries(here)) {
      expect(key.startsWith(`${name}.`), key).toBe(true);
      expect(places(text), key).toEqual(places(base[key] ?? ''));
    }
  });
});
