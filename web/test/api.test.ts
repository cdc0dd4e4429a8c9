// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { ApiError, createApi, sentenceOf } from '../src/core/api';
import { DraftKeeper } from '../src/core/draft';
import { graphemes } from '../src/core/graphemes';
import { parsePosition } from '../src/core/position';
import { FakeStorage, json, question } from './fakes';

function calling(search: string, answer: () => Response | Promise<Response>) {
  const calls: { url: string; init: RequestInit }[] = [];
  let keys = 0;
  const api = createApi(search, {
    fetch: async (url, init = {}) => {
      calls.push({ url, init });
      return answer();
    },
    newKey: () => `key-${(keys += 1)}`,
  });
  return { api, calls };
}

describe('requests', () => {
  it('pass the tenant on and speak JSON', async () => {
    const { api, calls } = calling('?tenantId=acme&x=1', () => json({ ok: true }));
    expect(await api.get('/questions', { limit: '200' })).toEqual({ ok: true });
    await api.send('POST', '/questions', { body: 'Why?' });
    expect(calls.map(({ url }) => url)).toEqual([
      '/questions?tenantId=acme&limit=200',
      '/questions?tenantId=acme',
    ]);
    expect(calls[1]?.init).toMatchObject({ method: 'POST', body: '{"body":"Why?"}' });
    expect(calls[1]?.init.headers).toMatchObject({ 'Content-Type': 'application/json' });
  });

  it('outlive the page unless they carry words, and fail as the network does when an answer breaks off', async () => {
    const broken = {
      ok: true,
      text: () => Promise.reject(new TypeError('broke off')),
    } as unknown as Response;
    const { api, calls } = calling('', () => broken);
    await expect(api.send('DELETE', '/a')).rejects.toMatchObject({ status: 0, code: 'network' });
    await expect(api.send('POST', '/a', {})).rejects.toBeInstanceOf(ApiError);
    expect(calls.map(({ init }) => init.keepalive)).toEqual([true, false]);
  });

  it('carry a new key each, or the one of the deed that is tried again', async () => {
    const { api, calls } = calling('', () => json({}));
    await api.send('POST', '/a');
    await api.send('POST', '/a', {}, 'mine');
    await api.send('POST', '/a', {}, 'mine');
    const keys = calls.map(({ init }) => new Headers(init.headers).get('Idempotency-Key'));
    expect(keys).toEqual(['key-1', 'mine', 'mine']);
    expect(calls[0]?.url).toBe('/a');
  });

  it('understand an answer without a body', async () => {
    const { api } = calling('', () => json(undefined, 204));
    expect(await api.send('DELETE', '/questions/q')).toBeUndefined();
  });

  it('turn a problem into an error with code, title and fields', async () => {
    const errors = [{ field: 'body', code: 'too_short', message: 'Write something.' }];
    const { api } = calling('', () => json({ title: 'Invalid', code: 'invalid', errors }, 400));
    const error: unknown = await api.send('POST', '/questions', {}).catch((e: unknown) => e);
    expect(error).toMatchObject({ status: 400, code: 'invalid', title: 'Invalid', errors });
    expect(sentenceOf(error)).toBe('This is too short.');
    const ours = new ApiError(400, 'invalid', 'Invalid', [
      { field: 'body', code: 'new_to_us', message: 'Odd.' },
    ]);
    expect(sentenceOf(ours)).toBe('Odd.');
  });

  it.each(['current', 'question'])('carry the fresh question of a conflict (%s)', async (field) => {
    const { api } = calling('', () =>
      json({ title: 'Changed', code: 'version_conflict', [field]: question('q') }, 409),
    );
    const error: unknown = await api.send('PATCH', '/questions/q', {}).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'version_conflict', current: { id: 'q' } });
  });

  it('say so when an error is no problem document, or no answer comes', async () => {
    const html = calling('', () => new Response('<h1>Bad gateway</h1>', { status: 502 }));
    expect(await html.api.get('/x').catch((e: unknown) => e)).toMatchObject({
      status: 502,
      code: 'http_502',
    });
    const silent = calling('', () => Promise.reject(new TypeError('network')));
    expect(await silent.api.get('/x').catch((e: unknown) => e)).toMatchObject({ status: 0, code: 'network' });
    expect(sentenceOf(new Error('bug'))).toBe('Something went wrong.');
    expect(sentenceOf(new ApiError(404, 'new_to_us', 'Not there'))).toBe('Not there');
    expect(sentenceOf(new ApiError(409, 'question_frozen', 'Eingefroren'))).toBe('This question is frozen.');
  });
});

describe('a draft', () => {
  it('is kept over reloads with its key, until the words change or arrive', () => {
    const storage = new FakeStorage();
    let keys = 0;
    const keeper = () => new DraftKeeper('draft', storage, () => `key-${(keys += 1)}`);
    const first = keeper();
    const written = first.changed(first.load(), { body: 'Why?', authorName: 'Ana' });
    expect(keeper().load()).toEqual(written);
    const rewritten = first.changed(written, { body: 'Why not?' });
    expect(rewritten.key).not.toBe(written.key);
    expect(first.sent(rewritten)).toMatchObject({ body: '', authorName: 'Ana' });
  });

  it('does without storage, and without sense in it', () => {
    expect(new DraftKeeper('d', undefined, () => 'k').load()).toEqual({ body: '', authorName: '', key: 'k' });
    const broken = new FakeStorage();
    broken.setItem('d', '{');
    expect(new DraftKeeper('d', broken, () => 'k').load().body).toBe('');
  });
});

it('letters are what people call letters', () => {
  expect(graphemes('naïve')).toBe(5);
  expect(graphemes('👩‍👩‍👧‍👦!')).toBe(2);
});

it('a position is an epoch and a number', () => {
  expect(parsePosition('9f31c2aa-41')).toEqual({ epoch: '9f31c2aa', seq: 41 });
  for (const bad of ['', null, '41', 'a-', 'a-x']) expect(parsePosition(bad)).toBeNull();
});
