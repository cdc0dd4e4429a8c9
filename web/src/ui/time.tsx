const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** "just now", "5 min ago", "2 h ago", then the date. */
export function ago(iso: string, now = Date.now()): string {
  const age = now - Date.parse(iso);
  if (age < minute) return 'just now';
  if (age < hour) return `${Math.floor(age / minute)} min ago`;
  if (age < day) return `${Math.floor(age / hour)} h ago`;
  return new Date(iso).toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
}

export function Ago({ at }: { at: string }) {
  return <time dateTime={at}>{ago(at)}</time>;
}
