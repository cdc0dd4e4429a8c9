import { spoken, t } from '../core/words';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** "just now", "5 min. ago", "2 hr. ago", then the date, as the language has it. */
export function ago(iso: string, now = Date.now()): string {
  const age = now - Date.parse(iso);
  if (age < minute) return t('common.justNow');
  if (age >= day) return new Date(iso).toLocaleDateString(spoken(), { day: 'numeric', month: 'short' });
  const relative = new Intl.RelativeTimeFormat(spoken(), { style: 'short' });
  if (age < hour) return relative.format(-Math.floor(age / minute), 'minute');
  return relative.format(-Math.floor(age / hour), 'hour');
}

export function Ago({ at }: { at: string }) {
  const whole = new Date(at).toLocaleString(spoken(), { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <time dateTime={at} title={whole}>
      {ago(at)}
    </time>
  );
}
