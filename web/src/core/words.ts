/**
 * What the pages say, in the reader's language. The server puts the words of one language in the page;
 * keys are flat (`room.ask`), `{name}` stands for a value, and a key with `.one` and `.other` follows `n`.
 */
import type admin from '../words/en/admin.json';
import type common from '../words/en/common.json';
import type join from '../words/en/join.json';
import type moderate from '../words/en/moderate.json';
import type room from '../words/en/room.json';
import type wall from '../words/en/wall.json';

type All = typeof admin & typeof common & typeof join & typeof moderate & typeof room & typeof wall;
type Stem<Key> = Key extends `${infer Before}.one` | `${infer Before}.other` ? Before : Key;

export type WordKey = Stem<keyof All>;
export type Words = Readonly<Record<string, string>>;
export type Values = Readonly<Record<string, string | number>>;

let words: Words = {};
let language = 'en';
let plurals = new Intl.PluralRules(language);
let numbers = new Intl.NumberFormat(language);

/** Speaks this language from now on; what was rendered before stays as it is. */
export function speak(lang: string, next: Words): void {
  words = next;
  language = lang;
  plurals = new Intl.PluralRules(lang);
  numbers = new Intl.NumberFormat(lang);
}

/** The BCP 47 tag of the language spoken. */
export function spoken(): string {
  return language;
}

export function t(key: WordKey, values: Values = {}): string {
  return tell(key, values) ?? key;
}

/** As `t`, for keys that may be missing, such as those made of an error's code. */
export function tell(key: string, values: Values = {}): string | undefined {
  const { n } = values;
  const plural = typeof n === 'number' ? words[`${key}.${plurals.select(n)}`] : undefined;
  const text = plural ?? words[key] ?? words[`${key}.other`];
  return text?.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? numbers.format(value) : value;
  });
}

export function number(n: number): string {
  return numbers.format(n);
}
