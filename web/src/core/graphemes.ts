/** Limits count what people call a letter, as the server does. */
const segmenter = typeof Intl.Segmenter === 'function' ? new Intl.Segmenter() : null;

export function graphemes(text: string): number {
  if (!segmenter) return [...text].length;
  let n = 0;
  for (const _ of segmenter.segment(text)) n += 1;
  return n;
}
