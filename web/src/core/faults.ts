/** What a form shows of a refusal: a sentence for each field the server names, one for the rest. */
import { ApiError, sentenceOf } from './api';
import { tell } from './words';

export interface Faults {
  fields: Readonly<Record<string, string>>;
  /** What no field is to blame for. */
  rest: string | null;
}

export const noFaults: Faults = { fields: {}, rest: null };

/** Refusals that name no field although one is to blame. */
const blamed: Readonly<Record<string, string>> = {
  slug_taken: 'slug',
  email_taken: 'email',
  tag_exists: 'name',
  low_contrast: 'brandColor',
};

/** `shown` are the form's fields; what the server says of others is told for the whole form. */
export function faultsOf(error: unknown, shown: readonly string[]): Faults {
  if (!(error instanceof ApiError)) return { fields: {}, rest: sentenceOf(error) };
  const told = error.errors.map(({ field, code, message }) => {
    const sentence = tell(`admin.error.${code}`) ?? tell(`common.error.${code}`) ?? message;
    return [field, sentence] as const;
  });
  const field = blamed[error.code];
  if (field && told.length === 0) told.push([field, error.sentence]);
  const fields = Object.fromEntries(told.filter(([name]) => shown.includes(name)));
  const others = told.filter(([name]) => !shown.includes(name)).map(([, sentence]) => sentence);
  if (told.length === 0) others.push(error.sentence);
  return { fields, rest: others.join(' ') || null };
}
