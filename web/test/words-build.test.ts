import { readdirSync, readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { brotli } from '../build/precompress';
import { languages, wordFiles, wordsOf } from '../build/words';

const folder = 'src/words';

function plainWords(language: string): Record<string, string> {
  return JSON.parse(readFileSync(`${folder}/${language}/plain.json`, 'utf8')) as Record<string, string>;
}

describe('the words of a page', () => {
  const files: Record<string, Record<string, string>> = {
    'en/common': { 'common.close': 'Close' },
    'en/room': { 'room.ask': 'Ask', 'room.vote': 'Vote' },
    'de/room': { 'room.ask': 'Fragen' },
  };
  const read = (language: string, file: string) => files[`${language}/${file}`];

  it('are those of its files, in English where nobody translated them', () => {
    expect(wordsOf('room', 'de', read)).toEqual({
      'common.close': 'Close',
      'room.ask': 'Fragen',
      'room.vote': 'Vote',
    });
    expect(wordsOf('wall', 'ja', read)['room.ask']).toBe('Ask');
  });

  it('are none where there are no files', () => {
    expect(wordsOf('admin', 'de', () => undefined)).toEqual({});
    expect(wordsOf('nowhere', 'de', read)).toEqual({});
  });
});

describe('the plain room', () => {
  it('speaks every language', () => {
    const keys = Object.keys(plainWords('en')).sort();
    for (const language of languages) expect(Object.keys(plainWords(language)).sort()).toEqual(keys);
  });

  it('has its words on a page of its own', () => {
    expect(wordFiles['plain']).toEqual(['plain']);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining([...languages]));
  });
});

it('compressed bytes are the same bytes', () => {
  const bytes = Buffer.from('Will the late boat come back? '.repeat(100));
  expect(brotli(bytes).length).toBeLessThan(100);
  expect(brotliDecompressSync(brotli(bytes)).equals(bytes)).toBe(true);
});
