/** The code of a room, as people type it from a wall: any case, with spaces and dashes, or not a code at all. */

/** Codes have none of what looks alike, as the server draws them. */
const alikes = /[01ILO]/;
const length = 6;

export type TypedCode =
  | { kind: 'code'; code: string }
  | { kind: 'empty' }
  | { kind: 'wrong' }
  /** A letter no code has: it was read wrongly. */
  | { kind: 'alike'; letter: string };

export function readCode(typed: string): TypedCode {
  const code = typed.replace(/[\s_\-‐-―−]/g, '').toUpperCase();
  if (code === '') return { kind: 'empty' };
  const alike = alikes.exec(code);
  if (code.length !== length || !/^[A-Z0-9]+$/.test(code)) return { kind: 'wrong' };
  return alike ? { kind: 'alike', letter: alike[0] } : { kind: 'code', code };
}
