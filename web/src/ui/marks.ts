/** What this browser remembers of its reader, and nobody else needs to know. */

/** Two choices and a fact: somebody has asked something from here. */
export type Mark = 'sound' | 'desktop' | 'asked';

export function marked(what: Mark): boolean {
  try {
    return localStorage.getItem(`openfloor.${what}`) === '1';
  } catch {
    return false;
  }
}

export function mark(what: Mark, on: boolean): void {
  try {
    if (on) localStorage.setItem(`openfloor.${what}`, '1');
    else localStorage.removeItem(`openfloor.${what}`);
  } catch {
    // forbidden: then it stays off
  }
}
