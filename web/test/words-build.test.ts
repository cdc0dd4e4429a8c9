import { readdirSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { brotli } from '../build/precompress';
import { languages, wordFiles, wordsOf } from '../build/words';

const folder = 'src/words';

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
    expect(wordsOf('moderate', 'ja', read)['room.ask']).toBe('Ask');
    expect(wordsOf('wall', 'ja', read)).toEqual({ 'common.close': 'Close' });
  });

  it('are none where there are no files', () => {
    expect(wordsOf('admin', 'de', () => undefined)).toEqual({});
    expect(wordsOf('nowhere', 'de', read)).toEqual({});
  });
});

describe('the plain room', () => {
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
