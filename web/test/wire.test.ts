import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { shapesOf, typeOf } from '../build/wire';

describe('the shapes of the document', () => {
  it('are those that the types are held against', async () => {
    const document = JSON.parse(readFileSync('../docs/openapi.json', 'utf8')) as Parameters<
      typeof shapesOf
    >[0];
    await expect(shapesOf(document)).toMatchFileSnapshot('wire-shapes.ts');
  });

  it('are told as TypeScript tells them', () => {
    expect(typeOf({ $ref: '#/components/schemas/Tag' })).toBe(`Shapes['Tag']`);
    expect(typeOf({ type: ['string', 'null'] })).toBe('string | null');
    expect(typeOf({ type: ['string', 'null'], enum: ['a', null] })).toBe('"a" | null');
    expect(typeOf({ type: 'array', items: { type: ['integer', 'null'] } })).toBe('(number | null)[]');
    expect(
      typeOf({ type: 'object', properties: { a: { type: 'boolean' }, b: { const: 1 } }, required: ['a'] }),
    ).toBe('{ a: boolean; b?: 1; }');
  });
});
