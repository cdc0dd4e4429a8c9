/**
 * Requests to the server this page came from. Problems become a typed `ApiError`; every mutation
 * carries an Idempotency-Key, so that a Retry with the same key cannot do a deed twice.
 */
import type { Question } from './types';
import { t, tell } from './words';

export interface FieldError {
  field: string;
  code: string;
  message: string;
}

export class ApiError extends Error {
  constructor(
    /** HTTP status; 0 when no answer came and the outcome is unknown. */
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly errors: readonly FieldError[] = [],
    /** With `version_conflict`: the question as it is now. */
    readonly current: Question | null = null,
  ) {
    super(title);
    this.name = 'ApiError';
  }

  /** One sentence for people. */
  get sentence(): string {
    const [first] = this.errors;
    const said = tell(`common.error.${this.code}`) ?? (first && tell(`common.error.${first.code}`));
    return said ?? first?.message ?? this.title;
  }
}

export interface ApiDeps {
  fetch: (url: string, init?: RequestInit) => Promise<Response>;
  newKey: () => string;
}

export type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Api {
  readonly query: Readonly<Record<string, string>>;
  newKey(): string;
  get<T>(path: string, query?: Record<string, string>): Promise<T>;
  /** Keep the key and hand it in again for a Retry of the same deed; null for deeds that need none. */
  send<T>(method: Method, path: string, body?: object, key?: string | null): Promise<T>;
}

const patience = 20_000;

/** `search` is the page's own query: its `tenantId` is passed on to every request. */
export function createApi(search: string, deps: ApiDeps): Api {
  const tenantId = new URLSearchParams(search).get('tenantId');
  const own: Record<string, string> = tenantId ? { tenantId } : {};
  const request = async <T>(path: string, query: Record<string, string>, init: RequestInit): Promise<T> => {
    const params = new URLSearchParams({ ...own, ...query }).toString();
    let response: Response;
    try {
      response = await deps.fetch(params ? `${path}?${params}` : path, {
        ...init,
        signal: AbortSignal.timeout(patience),
      });
      if (response.ok) return await read<T>(response);
    } catch {
      throw new ApiError(0, 'network', t('common.error.network'));
    }
    throw await problem(response);
  };
  return {
    query: own,
    newKey: deps.newKey,
    get: (path, query = {}) => request(path, query, { headers: { Accept: 'application/json' } }),
    send: (method, path, body, key: string | null = deps.newKey()) =>
      request(
        path,
        {},
        {
          method,
          // A vote or a withdrawal outlives the page it was done on; a body might be too big for that.
          keepalive: !body,
          headers: {
            Accept: 'application/json',
            ...(key ? { 'Idempotency-Key': key } : {}),
            ...(body ? { 'Content-Type': 'application/json' } : {}),
          },
          ...(body ? { body: JSON.stringify(body) } : {}),
        },
      ),
  };
}

/** The deed was refused or failed; whatever was thrown, there is a sentence for people. */
export function sentenceOf(error: unknown): string {
  return error instanceof ApiError ? error.sentence : t('common.error.unknown');
}

async function read<T>(response: Response): Promise<T> {
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

async function problem(response: Response): Promise<ApiError> {
  const body = await read<Record<string, unknown>>(response).catch(() => undefined);
  const { code, title, errors, question, current } = body ?? {};
  const shown = (question ?? current) as Question | undefined;
  return new ApiError(
    response.status,
    typeof code === 'string' ? code : `http_${response.status}`,
    typeof title === 'string' ? title : t('common.error.status', { status: String(response.status) }),
    Array.isArray(errors) ? (errors as FieldError[]) : [],
    shown && typeof shown === 'object' && 'version' in shown ? shown : null,
  );
}
