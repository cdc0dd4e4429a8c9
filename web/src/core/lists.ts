/** Reading whole lists, page by page. */
import type { Api } from './api';
import type { Page, Question, Status, Tag } from './types';

type Query = Readonly<Record<string, string>>;

/**
 * Open and answered questions, then those of `statuses`. `rest` is where the first list goes on: null
 * where it is complete.
 */
export async function* lists(
  api: Api,
  filter: Query,
  statuses: Iterable<Status>,
  rest?: string | null,
): AsyncGenerator<Page<Question>> {
  if (rest !== null) yield* pages(api, filter, rest);
  for (const status of statuses) yield* pages(api, { ...filter, status });
}

async function* pages(api: Api, query: Query, from?: string): AsyncGenerator<Page<Question>> {
  let cursor: string | null = from ?? null;
  do {
    const more: Record<string, string> = cursor ? { cursor } : {};
    const page: Page<Question> = await api.get('/questions', { ...query, limit: '200', ...more });
    yield page;
    cursor = page.nextCursor;
  } while (cursor);
}

export async function tags(api: Api, wanted = false): Promise<readonly Tag[]> {
  return wanted ? (await api.get<{ items: Tag[] }>('/tags')).items : [];
}
