import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createApi } from '../src/core/api';
import { readCode } from '../src/core/join-code';
import { Join } from '../src/ui/join';
import { json } from './fakes';

afterEach(cleanup);

const rooms: Record<string, object> = {
  K7PM2X: { tenantSlug: 'acme', team: { slug: 'hall', name: 'Town hall', state: 'open' } },
  ENDED2: { tenantSlug: 'acme', team: { slug: 'spring', name: 'Spring', state: 'closed' } },
};

function arrive(tried = '') {
  const enter = vi.fn<(address: string) => void>();
  const asked: string[] = [];
  const api = createApi('', {
    newKey: () => 'key',
    fetch: async (url) => {
      asked.push(url);
      const room = rooms[url.split('/').at(-1) ?? ''];
      return room ? json(room) : json({ title: 'Not found', status: 404, code: 'code_not_found' }, 404);
    },
  });
  render(<Join api={api} tried={tried} staffAddress="/moderate" enter={enter} />);
  const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Room code' });
  const types = (code: string) => {
    fireEvent.input(field, { target: { value: code } });
    fireEvent.click(screen.getByRole('button', { name: 'Enter' }));
  };
  return { enter, asked, field, types };
}

function says(text: string) {
  return waitFor(() => expect(screen.getByRole('alert').textContent).toContain(text));
}

describe('a code', () => {
  it('is the same in any case, with spaces and dashes', () => {
    for (const typed of ['K7PM2X', 'k7pm2x', ' k7p-m2x ', 'K7P–M2X', 'k7 pm 2x'])
      expect(readCode(typed)).toEqual({ kind: 'code', code: 'K7PM2X' });
  });

  it('that is none is told from one that was read wrongly', () => {
    expect(readCode(' - ')).toEqual({ kind: 'empty' });
    expect(readCode('K7PM2')).toEqual({ kind: 'wrong' });
    expect(readCode('K7PM2Ü')).toEqual({ kind: 'wrong' });
    expect(readCode('k7pmo2')).toEqual({ kind: 'alike', letter: 'O' });
  });
});

describe('the front door', () => {
  it('opens to the room of a code', async () => {
    const { enter, types } = arrive();
    types('k7p m2x');
    await waitFor(() => expect(enter).toHaveBeenCalledWith('/room/hall?tenantId=acme'));
  });

  it('says next to the field what is wrong, and keeps the focus there', async () => {
    const { enter, asked, field, types } = arrive();
    types('');
    await says('Type the code first.');
    types('K7P');
    await says('a code has six letters and digits');
    types('K7PM0X');
    await says('There is no 0 in a code.');
    expect(asked).toEqual([]);
    types('ABCDEF');
    await says('There is no room with the code ABCDEF.');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(field);
    types('ended2');
    await says('“Spring” has ended.');
    expect(screen.getByRole('link', { name: 'Read its questions and answers' }).getAttribute('href')).toBe(
      '/room/spring?tenantId=acme',
    );
    fireEvent.input(field, { target: { value: 'K' } });
    expect(field.getAttribute('aria-invalid')).toBe('false');
    expect(enter).not.toHaveBeenCalled();
  });

  it('tells at once of a code that an address brought in vain', async () => {
    arrive('ABCDEF');
    await screen.findByText('There is no room with the code ABCDEF.');
  });

  it('shows staff where to sign in', () => {
    arrive();
    expect(screen.getByRole('link', { name: 'Sign in' }).getAttribute('href')).toBe('/moderate');
  });
});
