/**
 * What a reader chose on this device: cookies, so that the server can write them into the next page.
 */
export type Theme = 'system' | 'light' | 'dark';

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
