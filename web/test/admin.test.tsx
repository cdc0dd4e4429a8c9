import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApi } from '../src/core/api';
import { House } from '../src/core/house';
import { Pulse } from '../src/core/pulse';
import { Session } from '../src/core/session';
import type { StreamHandlers } from '../src/core/stream';
import type { Team } from '../src/core/types';
import { Admin } from '../src/ui/admin/page';
import { path } from '../src/ui/admin/plot';
import { FakeClock, json } from './fakes';
import { problem } from './fake-room';

const team: Team = {
  id: 'hall',
  name: 'Town hall',
  slug: 'hall',
  description: 'Everybody',
  joinCode: 'K7PM2X',
  state: 'open',
  moderation: 'off',
};
const tag = { id: 'fleet', name: 'Fleet', color: '#123456' };
const tenant = { id: 't', slug: 'acme', name: 'Acme', ownUpvotes: true, brandColor: null };
const signe = { id: 'signe', email: 'signe@acme.example', name: 'Signe', role: 'owner', active: true };
const jon = { id: 'jon', email: 'jon@acme.example', name: 'Jon', role: 'moderator', active: true };

type Answer = (method: string, path: string, body: Record<string, unknown>) => Response | undefined;

beforeEach(() => history.replaceState(null, '', '/admin'));
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

async function enter(answer: Answer = () => undefined, role = 'owner') {
  const sent: string[] = [];
  const lists: Record<string, unknown> = {
    '/auth/me': { kind: 'staff', role, name: 'Signe', id: 'signe', permissions: [] },
    '/teams': { items: [team] },
    '/tags': { items: [tag] },
    '/tenant': tenant,
    '/auth/users': { items: [jon, signe] },
    '/stats': { asked: 9, published: 8, declined: 1, answered: 3, connections: 2 },
  };
  const api = createApi('', {
    newKey: () => 'key',
    fetch: async (url, init = {}) => {
      const method = init.method ?? 'GET';
      const body = JSON.parse(typeof init.body === 'string' ? init.body : '{}') as Record<string, unknown>;
      if (method !== 'GET') sent.push(`${method} ${url} ${JSON.stringify(body)}`);
      return answer(method, url, body) ?? json(method === 'GET' ? lists[url] : body);
    },
  });
  let stream: StreamHandlers | undefined;
  const listen = (handlers: StreamHandlers) => {
    stream = handlers;
    return { open: () => undefined, close: () => undefined };
  };
  const clock = new FakeClock();
  let published = 10;
  const pulse = new Pulse({
    metrics: () => Promise.resolve(`openfloor_events_published_total{type="a"} ${(published += 10)}`),
    stats: () => api.get('/stats'),
    ...clock,
    now: clock.now,
  });
  const session = new Session(api);
  const open = () => ({ house: new House(api, listen), pulse });
  render(<Admin session={session} open={open} origin="https://ask.example" search="?tenantId=acme" />);
  await act(() => session.check());
  const hear = (event: Parameters<StreamHandlers['event']>[0]) => act(() => stream?.event(event));
  return { sent, hear, clock };
}

const goTo = async (name: string) => fireEvent.click(await screen.findByRole('tab', { name }));
const type = (label: string, value: string, within_: HTMLElement = document.body) =>
  fireEvent.input(within(within_).getByLabelText(label), { target: { value } });
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));

describe('the administrators’ page', () => {
  it('is for admins and owners; a moderator is told so', async () => {
    await enter(undefined, 'moderator');
    expect(await screen.findByText('This page is for administrators.')).toBeTruthy();
    expect(screen.getByRole('link').getAttribute('href')).toBe('/moderate?tenantId=acme');
    expect(screen.queryByRole('tab')).toBeNull();
  });

  it('shows the way to the moderators’ page, in the same tenant', async () => {
    await enter();
    const way = await screen.findByRole('link', { name: 'Go to the moderators’ page' });
    expect(way.getAttribute('href')).toBe('/moderate?tenantId=acme');
  });

  it('asks who you are first', async () => {
    await enter((_, url) => (url === '/auth/me' ? json({ kind: 'participant', role: null }) : undefined));
    expect(await screen.findByRole('heading', { name: 'Sign in to administer' })).toBeTruthy();
  });

  it('lists teams, and hears of those that others make', async () => {
    const { hear } = await enter();
    const row = (await screen.findByRole('heading', { name: 'Town hall' })).closest('li');
    expect(row?.textContent).toContain('K7PM2X');
    expect(
      within(row ?? document.body)
        .getByRole('link', { name: 'Wall' })
        .getAttribute('href'),
    ).toBe('/wall/hall?tenantId=acme');
    hear({
      type: 'team:created',
      data: { ...team, id: 'x', name: 'Bridge', state: 'closed', moderation: 'all' },
    });
    expect(screen.getByRole('heading', { name: 'Bridge' }).closest('li')?.textContent).toContain('Closed');
    hear({ type: 'team:deleted', data: { id: 'hall' } });
    expect(screen.queryByRole('heading', { name: 'Town hall' })).toBeNull();
  });

  it('makes a team, and says next to the field what is wrong', async () => {
    const wrong = problem(400, 'invalid_request', 'No', {
      errors: [{ field: 'slug', code: 'invalid_slug', message: 'must be 1 to 63 of a-z' }],
    });
    const answers = [json({ ...team, id: 'new', name: 'Bridge' }, 201), wrong];
    const { sent } = await enter((method) => (method === 'POST' ? answers.pop() : undefined));
    await screen.findByRole('heading', { name: 'Town hall' });
    press('New team');
    type('Name', 'Bridge');
    type('Address', 'Bad One');
    press('Create team');
    const fault = await screen.findByText('Only lower-case letters, digits and hyphens, at most 63.');
    const field = screen.getByLabelText('Address');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(field.getAttribute('aria-describedby')).toContain(fault.id);
    type('Address', '');
    press('Create team');
    await screen.findByRole('heading', { name: 'Bridge' });
    expect(sent[1]).toContain('"name":"Bridge"');
    expect(sent[1]).not.toContain('slug');
  });

  it('changes a team, and puts a taken address to its field', async () => {
    const { sent } = await enter((method) =>
      method === 'PATCH' ? problem(409, 'slug_taken', 'This slug is in use') : undefined,
    );
    await screen.findByRole('heading', { name: 'Town hall' });
    press('Edit: Town hall');
    fireEvent.change(screen.getByLabelText('Questions'), { target: { value: 'closed' } });
    press('Save');
    expect(await screen.findByText('This address is in use.')).toBeTruthy();
    expect(screen.getByLabelText('Address').getAttribute('aria-invalid')).toBe('true');
    expect(sent[0]).toContain('PATCH /teams/hall');
    expect(sent[0]).toContain('"state":"closed"');
    press('Cancel');
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Edit: Town hall'));
  });

  it('deletes after a question, and says why not', async () => {
    const answers = [json(undefined, 204), problem(409, 'team_not_empty', 'The team has questions')];
    const { sent } = await enter((method) => (method === 'DELETE' ? answers.pop() : undefined));
    await screen.findByRole('heading', { name: 'Town hall' });
    press('Delete: Town hall');
    expect(sent).toEqual([]);
    press('Delete team');
    expect(await screen.findByText('This room has questions; close it instead.')).toBeTruthy();
    press('Delete: Town hall');
    press('Delete team');
    await waitFor(() => expect(screen.queryByRole('heading', { name: 'Town hall' })).toBeNull());
  });

  it('prints a sheet with name, address, code and QR', async () => {
    const printed: string[] = [];
    vi.stubGlobal('print', () => printed.push(document.querySelector('.sheets')?.innerHTML ?? ''));
    HTMLImageElement.prototype.decode = () => Promise.resolve();
    await enter();
    await screen.findByRole('heading', { name: 'Town hall' });
    press('Print QR: Town hall');
    await waitFor(() => expect(printed).toHaveLength(1));
    for (const part of ['Town hall', 'ask.example', 'K7PM2X', '/join/K7PM2X/qr.svg'])
      expect(printed[0]).toContain(part);
    await waitFor(() => expect(document.querySelector('.sheets')).toBeNull());
    vi.unstubAllGlobals();
  });

  it('makes, renames and deletes tags', async () => {
    const { sent } = await enter((method, _, body) =>
      method === 'POST' ? json({ id: 'pay', color: '#3B82F6', ...body }, 201) : undefined,
    );
    await goTo('Tags');
    type('Name', 'Pay', screen.getByRole('form', { name: 'New tag' }));
    press('Create tag');
    const pay = await screen.findByRole('form', { name: 'Tag Pay' });
    type('Name', 'Pay & benefits', pay);
    fireEvent.submit(pay);
    await waitFor(() => expect(sent.at(-1)).toContain('PATCH /tags/pay {"name":"Pay & benefits"'));
    press('Delete: Fleet');
    press('Delete tag');
    await waitFor(() => expect(screen.queryByRole('form', { name: 'Tag Fleet' })).toBeNull());
  });

  it('gives roles and takes accounts away, and tells the rule when refused', async () => {
    const { sent } = await enter((method, url, body) => {
      if (method !== 'PATCH') return undefined;
      if (url.endsWith('signe')) return problem(403, 'forbidden', 'You cannot change your own role');
      return json({ ...jon, ...body });
    });
    await goTo('Accounts');
    fireEvent.change(await screen.findByLabelText('Role of Jon'), { target: { value: 'admin' } });
    await waitFor(() => expect(sent).toEqual(['PATCH /auth/users/jon {"role":"admin"}']));
    expect(screen.queryByRole('button', { name: 'Deactivate: Signe' })).toBeNull();
    press('Deactivate: Jon');
    expect(await screen.findByRole('button', { name: 'Reactivate: Jon' })).toBeTruthy();
    fireEvent.change(screen.getByLabelText('Role of Signe'), { target: { value: 'moderator' } });
    expect(await screen.findByText(/never your own/)).toBeTruthy();
    expect((screen.getByLabelText('Role of Signe') as HTMLSelectElement).value).toBe('owner');
  });

  it('makes an account', async () => {
    const { sent } = await enter((method, url, body) =>
      method === 'POST' && url === '/auth/users'
        ? json({ ...body, id: 'eva', active: true }, 201)
        : undefined,
    );
    await goTo('Accounts');
    press('New account');
    type('Name', 'Eva');
    type('E-mail', 'eva@acme.example');
    type('Password', 'long enough');
    press('Create account');
    expect(await screen.findByRole('heading', { name: 'Eva' })).toBeTruthy();
    expect(sent[0]).toContain('"role":"moderator"');
  });

  it('checks the brand colour while it is chosen', async () => {
    const { sent } = await enter((method, _, body) =>
      method === 'PATCH' ? json({ ...tenant, ...body }) : undefined,
    );
    await goTo('Settings');
    fireEvent.click(screen.getByLabelText('Use a colour of our own'));
    expect(screen.getByText(/Easy to read/)).toBeTruthy();
    type('As #RRGGBB', '#6FBF9B');
    expect(screen.getByText('Contrast with white 2.1:1. White text needs 4.5:1.')).toBeTruthy();
    press(/^Darken it to/);
    expect(screen.getByText(/Easy to read/)).toBeTruthy();
    type('As #RRGGBB', 'green');
    expect(screen.getByText('Write the colour like this: #0B6655.')).toBeTruthy();
    fireEvent.click(screen.getByLabelText('Use a colour of our own'));
    fireEvent.click(screen.getByLabelText('People may upvote their own questions'));
    press('Save');
    expect(await screen.findByText('Saved.')).toBeTruthy();
    expect(sent).toEqual(['PATCH /tenant {"ownUpvotes":false}']);
  });

  it('shows live numbers, in words too, only while they are looked at', async () => {
    const { clock } = await enter();
    await goTo('Live');
    await act(() => clock.pass(5_000));
    const plot = screen.getByRole('img', { name: /^Events per second/ });
    expect(plot.getAttribute('aria-label')).toBe(
      'Events per second: 2 now, 2 at the highest in five minutes',
    );
    expect(screen.getByText('Asked').nextSibling?.textContent).toBe('9');
    await goTo('Teams');
    expect(clock.next).toBeNull();
  });

  it('keeps its tab in the address', async () => {
    await enter();
    await goTo('Tags');
    expect(location.hash).toBe('#tags');
  });
});

describe('a plot', () => {
  it('ends at the right edge and breaks where nothing is known', () => {
    expect(path([], 60, 1)).toBe('');
    expect(path([1, 0, null, 1], 5, 1)).toBe('M1 2L2 39M4 2h0');
  });
});
