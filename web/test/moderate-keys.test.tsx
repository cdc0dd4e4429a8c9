import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandOf } from '../src/core/shortcuts';
import { asked, button, card, cards, hall, hold, press, seated, sent, sitDown, tab } from './fake-desk';

afterEach(cleanup);
beforeEach(() => localStorage.clear());

const three = () => [
  asked('q1', { upvotes: 3 }),
  asked('q2', { upvotes: 2 }),
  asked('q3', { upvotes: 1, isPinned: false }),
];
const staged = (stageQuestionId: string) => ({ teams: [{ ...hall, stageQuestionId }] });
const done = async () => fireEvent.click(await screen.findByRole('button', { name: 'Done' }));
const focused = () => document.activeElement?.getAttribute('data-question-id');

async function atFirst(...args: Parameters<typeof sitDown>) {
  const world = sitDown(...args);
  await seated(world);
  await screen.findAllByRole('article');
  press('j');
  return world;
}

async function inQueue() {
  const world = sitDown([
    asked('r1', { status: 'UNDER_REVIEW' }),
    asked('r2', { status: 'UNDER_REVIEW', createdAt: '2026-01-02T00:00:00.000Z' }),
  ]);
  await seated(world);
  fireEvent.click(tab(/To review/));
  await card('About r1?');
  press('j');
  return world;
}

const on = (tag: string) => ({ key: ' ', target: document.createElement(tag) }) as unknown as KeyboardEvent;

describe('the keys', () => {
  it('j and k move from card to card, the focus with them, and stop at the ends', async () => {
    await atFirst(three());
    expect(focused()).toBe('q1');
    expect((await card('About q1?')).getAttribute('aria-current')).toBe('true');
    press('j');
    press('j');
    press('j');
    expect(focused()).toBe('q3');
    press('k');
    expect(focused()).toBe('q2');
    press('k');
    press('k');
    expect(focused()).toBe('q1');
  });

  it('a approves, and the next one takes the place and the focus', async () => {
    const { calls } = await inQueue();
    press('a');
    await sent(calls, 'POST /questions/r1/review {"decision":"approve","version":1}');
    await screen.findByText('Approved. Undo hides it.');
    expect(cards()).toEqual(['r2']);
    expect(focused()).toBe('r2');
    expect(tab(/Live/).textContent).toBe('Live1');
  });

  it('x declines in the queue, with a reason if one is given, and Enter sends', async () => {
    const { calls } = await inQueue();
    press('x');
    const reason = await screen.findByLabelText('Reason for the author (optional)');
    await waitFor(() => expect(document.activeElement).toBe(reason));
    fireEvent.input(reason, { target: { value: 'Off topic' } });
    fireEvent.submit(screen.getByRole('form', { name: 'Decline the question' }));
    await sent(calls, 'POST /questions/r1/review {"decision":"reject","version":1,"reason":"Off topic"}');
    await screen.findByText('Declined.');
    fireEvent.click(tab(/Hidden/));
    expect((await card('About r1?')).textContent).toContain('Off topic');
  });

  it('Escape leaves the reason unsaid and the question where it was', async () => {
    const { calls } = await inQueue();
    press('x');
    fireEvent.keyDown(await screen.findByLabelText('Reason for the author (optional)'), { key: 'Escape' });
    await waitFor(() => expect(focused()).toBe('r1'));
    expect(calls).toEqual([]);
  });

  it('x hides elsewhere, and a restores what is hidden', async () => {
    const { calls } = await atFirst(three());
    press('x');
    await sent(calls, 'POST /questions/q1/archive');
    expect(cards()).toEqual(['q2', 'q3']);
    fireEvent.click(tab(/Hidden/));
    await card('About q1?');
    press('j');
    press('a');
    await sent(calls, 'DELETE /questions/q1/archive');
  });

  it('n puts it on the stage and takes it off again', async () => {
    const { calls } = await atFirst(three());
    press('n');
    await sent(calls, 'PUT /teams/hall/stage {"questionId":"q1"}');
    const strip = await screen.findByRole('region', { name: 'Now answering' });
    expect(strip.textContent).toContain('About q1?');
    const toggle = button(await card('About q1?'), 'Now answering');
    expect(toggle.getAttribute('aria-pressed')).toBe('true');
    press('n');
    await sent(calls, 'PUT /teams/hall/stage {"questionId":null}');
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Now answering' })).toBeNull());
  });

  it('d opens the answer, on the stage too, and what is typed there is no command', async () => {
    const { calls } = await atFirst(three(), staged('q2'));
    press('d');
    const area = await screen.findByLabelText('Your answer');
    expect(document.activeElement).toBe(area);
    fireEvent.keyDown(area, { key: 'Escape' });
    await waitFor(() => expect(focused()).toBe('q1'));
    press('j');
    press('d');
    const other = within(await card('About q2?')).getByLabelText('Your answer');
    expect(document.activeElement).toBe(other);
    for (const key of ['x', 'n', 'd']) press(key);
    expect(calls).toEqual([]);
  });

  it('go on at the card after Done on the stage, or at the one they were at', async () => {
    const { calls } = await atFirst(three(), staged('q2'));
    press('j');
    press('j');
    await done();
    expect(focused()).toBe('q2');
    await sent(calls, 'PUT /teams/hall/stage {"questionId":null}');
    cleanup();
    await atFirst([...three(), asked('a1', { status: 'ANSWERED' })], staged('a1'));
    press('j');
    screen.getByRole('combobox', { name: 'Order' }).focus();
    await done();
    expect(focused()).toBe('q2');
    cleanup();
    await seated(sitDown([asked('a1', { status: 'ANSWERED' })], staged('a1')));
    await done();
    expect(document.activeElement).toBe(tab(/Live/));
  });

  it('p pins and unpins', async () => {
    const { calls } = await atFirst(three());
    press('p');
    await sent(calls, 'POST /questions/q1/pin');
    await within(await card('About q1?')).findByText('Pinned');
    press('p');
    await sent(calls, 'DELETE /questions/q1/pin');
  });

  it('takes quick presses one after the other, and undoes those still on their way', async () => {
    const { calls } = await atFirst(three());
    press('p');
    press('p');
    await sent(calls, 'DELETE /questions/q1/pin');
    press('f');
    press('z');
    await sent(calls, 'DELETE /questions/q1/freeze');
    expect(calls).toHaveLength(4);
  });

  it('writes nothing with the key that opened an editor, while it is held down', async () => {
    await atFirst(three());
    press('e');
    const words = await screen.findByRole('textbox', { name: 'Question text' });
    expect(fireEvent.keyDown(words, { key: 'e', repeat: true })).toBe(false);
    expect(fireEvent.keyDown(words, { key: 'e' })).toBe(true);
    expect(fireEvent.keyDown(words, { key: 'e', repeat: true })).toBe(true);
  });

  it('does once what a key held down says, and goes on moving', async () => {
    const { calls } = await atFirst(three());
    press('x');
    await sent(calls, 'POST /questions/q1/archive');
    hold('x');
    hold('j');
    expect(focused()).toBe('q3');
    expect(calls).toHaveLength(1);
  });

  it('f freezes and unfreezes, and a frozen one opens no answer', async () => {
    const { calls } = await atFirst(three());
    press('f');
    await sent(calls, 'POST /questions/q1/freeze');
    press('d');
    expect(screen.queryByLabelText('Your answer')).toBeNull();
    press('f');
    await sent(calls, 'DELETE /questions/q1/freeze');
  });

  it('t tags', async () => {
    const { calls } = await atFirst(three());
    press('t');
    const name = await screen.findByLabelText('Tag name');
    expect(document.activeElement).toBe(name);
    fireEvent.input(name, { target: { value: 'Offices' } });
    fireEvent.submit(screen.getByRole('form', { name: 'Add a tag' }));
    await sent(calls, 'POST /questions/q1/tags {"name":"Offices"}');
    await screen.findByRole('button', { name: 'Remove tag Offices' });
  });

  it('e edits the words', async () => {
    const { calls } = await atFirst(three());
    press('e');
    const area = await screen.findByLabelText<HTMLTextAreaElement>('Question text');
    expect(area.value).toBe('About q1?');
    fireEvent.input(area, { target: { value: 'About it all?' } });
    fireEvent.keyDown(area, { key: 'Enter', ctrlKey: true });
    await sent(calls, 'PATCH /questions/q1 {"body":"About it all?","version":1}');
    await card('About it all?');
  });

  it('z takes the last deed back, and then the one before', async () => {
    const { calls } = await atFirst(three());
    press('p');
    await screen.findByText('Pinned.');
    press('f');
    await screen.findByText('Frozen.');
    press('z');
    await sent(calls, 'DELETE /questions/q1/freeze');
    await screen.findByText('Undone.');
    press('z');
    await sent(calls, 'DELETE /questions/q1/pin');
    await waitFor(() => expect(screen.queryByText('Pinned.')).toBeNull());
    press('z');
    await screen.findByText('Nothing to undo.');
    expect(calls).toHaveLength(4);
  });

  it('/ searches and Escape comes back', async () => {
    await atFirst(three());
    press('/');
    await waitFor(() => expect(document.activeElement?.tagName).toBe('INPUT'));
    const field = screen.getByRole('searchbox', { name: 'Search' });
    expect(document.activeElement).toBe(field);
    fireEvent.input(field, { target: { value: 'q2' } });
    await waitFor(() => expect(cards()).toEqual(['q2']));
    fireEvent.keyDown(field, { key: 'Escape' });
    expect(document.activeElement).not.toBe(field);
  });

  it('? shows them all, with the switch that turns them off for good', async () => {
    const { calls } = await atFirst(three());
    press('?');
    const dialog = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
    for (const key of ['J', 'K', 'A', 'X', 'N', 'D', 'P', 'F', 'T', 'E', '/', 'Z', '?'])
      expect(within(dialog).getByText(key)).toBeTruthy();
    fireEvent.click(within(dialog).getByRole('switch', { name: 'Use single-key shortcuts' }));
    fireEvent.click(within(dialog).getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    press('p');
    press('?');
    expect(calls).toEqual([]);
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(button(await card('About q1?'), 'Pin').title).toBe('Pin');
    cleanup();
    await atFirst(three());
    expect(focused()).toBeFalsy();
  });

  it('are told in the tooltips', async () => {
    await atFirst(three());
    const here = await card('About q1?');
    expect(button(here, 'Pin').title).toBe('Pin (P)');
    expect(button(here, 'Answer').title).toBe('Answer (D)');
    expect(button(here, 'Hide').getAttribute('aria-keyshortcuts')).toBe('x');
  });

  it('are nobody’s business while somebody writes, or with a modifier', async () => {
    const { calls } = await atFirst(three());
    press('p', screen.getByRole('searchbox', { name: 'Search' }));
    press('x', screen.getByRole('combobox', { name: 'Order' }));
    fireEvent.keyDown(document.body, { key: 'p', ctrlKey: true });
    fireEvent.keyDown(document.body, { key: 'p', metaKey: true });
    fireEvent.keyDown(document.body, { key: 'p', isComposing: true });
    expect(calls).toEqual([]);
  });

  it('do nothing the server would refuse', async () => {
    const { calls } = await atFirst(three(), { permissions: ['pin'] });
    for (const key of ['a', 'x', 'n', 'd', 'f', 't', 'e']) press(key);
    expect(calls).toEqual([]);
    press('p');
    await sent(calls, 'POST /questions/q1/pin');
  });

  it('leave Space to buttons and boxes', () => {
    expect(commandOf(on('article'))).toBe('select');
    expect(commandOf(on('button'))).toBeNull();
    expect(commandOf({ ...on('article'), key: 'J', shiftKey: true } as KeyboardEvent)).toBeNull();
    expect(commandOf({ ...on('article'), key: 'J' } as KeyboardEvent)).toBe('next');
  });
});
