import { useEffect, useRef } from 'preact/hooks';
import { commandOf, type Command } from '../../core/shortcuts';

const place = 'openfloor.keys';

export function keysWanted(): boolean {
  try {
    return localStorage.getItem(place) !== 'off';
  } catch {
    return true;
  }
}

export function wantKeys(on: boolean): void {
  try {
    if (on) localStorage.removeItem(place);
    else localStorage.setItem(place, 'off');
  } catch {
    // forbidden: it holds until the page is left
  }
}

/** Runs single keys from anywhere on the page; `run` says whether it took the command. */
export function useKeys(on: boolean, run: (command: Command) => boolean): void {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    if (!on) return undefined;
    let down: string | null = null;
    const press = (event: KeyboardEvent) => {
      const command = document.querySelector('dialog[open]') ? null : commandOf(event);
      const taken = command !== null && latest.current(command);
      // A key that opened an editor and is held on is no letter for it.
      if (taken || (event.repeat && event.key === down)) event.preventDefault();
      if (!event.repeat) down = taken ? event.key : null;
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [on]);
}
