import { useEffect, useState } from 'preact/hooks';
import { spoken, t } from '../core/words';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** "just now", "5 min. ago", "2 hr. ago", then the date, as the language has it. */
export function ago(iso: string, now = Date.now()): string {
  const age = now - Date.parse(iso);
  if (age < minute) return t('common.justNow');
  const { date, relative } = formats();
  if (age >= day) return date.format(new Date(iso));
  if (age < hour) return relative.format(-Math.floor(age / minute), 'minute');
  return relative.format(-Math.floor(age / hour), 'hour');
}

export function Ago({ at }: { at: string }) {
  const [, age] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => age((minutes) => minutes + 1), minute);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={at} title={formats().whole.format(new Date(at))}>
      {ago(at)}
    </time>
  );
}

/** Formats are dear to make, and a list needs hundreds. */
function formats() {
  const lang = spoken();
  if (made?.lang === lang) return made;
  made = {
    lang,
    date: new Intl.DateTimeFormat(lang, { day: 'numeric', month: 'short' }),
    whole: new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'short' }),
    relative: new Intl.RelativeTimeFormat(lang, { style: 'short' }),
  };
  return made;
}

let made:
  | { lang: string; date: Intl.DateTimeFormat; whole: Intl.DateTimeFormat; relative: Intl.RelativeTimeFormat }
  | undefined;
