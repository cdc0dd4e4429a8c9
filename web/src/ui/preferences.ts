/**
 * What a reader chose on this device. Language and theme are cookies, so that the server can write them
 * into the next page; what only this browser needs to know is in localStorage.
 */
export type Theme = 'system' | 'light' | 'dark';
/** 'asked' is no choice but a fact: somebody has asked something from here. */
export type Mark = 'sound' | 'desktop' | 'asked';

const year = 365 * 24 * 60 * 60;

function keep(name: string, value: string | null): void {
  const age = value === null ? 0 : year;
  document.cookie = `${name}=${value ?? ''}; Path=/; Max-Age=${age}; SameSite=Lax`;
}

export function theme(): Theme {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

/** Shown at once; the server writes it into every later page. */
export function chooseTheme(chosen: Theme): void {
  keep('openfloor_theme', chosen === 'system' ? null : chosen);
  if (chosen === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = chosen;
}

/** The page's words are the server's, so another language is another page. */
export function chooseLanguage(lang: string): void {
  keep('openfloor_lang', lang);
  location.reload();
}

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
