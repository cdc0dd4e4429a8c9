/** Single keys for a moderator's hands. Never while somebody writes, and all of them can be switched off. */

export type Command =
  | 'next'
  | 'previous'
  | 'approve'
  | 'hide'
  | 'stage'
  | 'answer'
  | 'pin'
  | 'freeze'
  | 'tag'
  | 'edit'
  | 'search'
  | 'undo'
  | 'help'
  | 'select'
  | 'clear';

/** A key held down goes on moving; a deed is done once. */
const repeatable: ReadonlySet<Command | null> = new Set<Command>(['next', 'previous']);

/** In the order the help shows them. */
export const keyOf: Readonly<Record<Command, string>> = {
  next: 'j',
  previous: 'k',
  approve: 'a',
  hide: 'x',
  stage: 'n',
  answer: 'd',
  pin: 'p',
  freeze: 'f',
  tag: 't',
  edit: 'e',
  select: ' ',
  clear: 'Escape',
  search: '/',
  undo: 'z',
  help: '?',
};

const commands = new Map(Object.entries(keyOf).map(([command, key]) => [key, command as Command]));

type Pressed = Pick<
  KeyboardEvent,
  | 'key'
  | 'ctrlKey'
  | 'metaKey'
  | 'altKey'
  | 'shiftKey'
  | 'isComposing'
  | 'repeat'
  | 'defaultPrevented'
  | 'target'
>;

/** What the key asks for, or null where it belongs to whatever has the focus. */
export function commandOf(event: Pressed): Command | null {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey)
    return null;
  const at = event.target instanceof Element ? event.target : null;
  if (at?.closest('input:not([type=checkbox]), textarea, select, dialog, [contenteditable]')) return null;
  // Caps Lock is no wish of its own; Shift is, but for the keys that need it on some keyboards.
  const key = event.key.length === 1 && !event.shiftKey ? event.key.toLowerCase() : event.key;
  const command = commands.get(key) ?? null;
  if (event.repeat && !repeatable.has(command)) return null;
  // Space presses buttons, links and boxes; on anything else it selects.
  if (command === 'select' && at?.closest('button, a, input, summary, [role=tab]')) return null;
  return command;
}
