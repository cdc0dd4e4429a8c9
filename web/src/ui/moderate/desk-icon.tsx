/** The moderator's own drawings, apart from those the audience's page needs too. */
const shapes = {
  pin: 'M9 4h6l-1 6 3 3H7l3-3zM12 13v7',
  freeze: 'M12 3v18M4.2 7.5l15.6 9M19.8 7.5l-15.6 9M9.5 4.5 12 7l2.5-2.5M9.5 19.5 12 17l2.5 2.5',
  tag: 'M4 4h7.5l8.5 8.5-7.5 7.5L4 11.5zM8 8v.01',
  edit: 'M5 19l1-4L16 5l3 3L9 18zM13.5 7.5l3 3',
  hide: 'M3 12s3.2-6 9-6c1.6 0 3 .4 4.2 1.1M21 12s-3.2 6-9 6c-1.6 0-3-.4-4.2-1.1M4.5 19.5l15-15',
  show: 'M3 12s3.2-6 9-6 9 6 9 6-3.2 6-9 6-9-6-9-6zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z',
  reopen: 'M5 5v5h5M5.5 10a7.5 7.5 0 1 1-1 4',
  bin: 'M5 7h14M9.5 7V4.5h5V7M7 7l.8 12.5h8.4L17 7',
  check: 'M5 12.5 10 17.5 19.5 7',
  cross: 'M7 7l10 10M17 7 7 17',
  stage: 'M4 5h16v10H4zM12 15v5M8 20h8',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  keyboard: 'M3 7h18v10H3zM7 10.5h.01M10.5 10.5h.01M14 10.5h.01M17.5 10.5h.01M8 14h8',
  activity: 'M3.5 12a8.5 8.5 0 1 0 3-6.5L3.5 8M3.5 3.5V8H8M12 7.5V12l3 2',
  office: 'M5 20V5h9v15M14 10h5v10M3 20h18M8 9h3M8 13h3',
  talk: 'M4 5h16v11h-9l-4 4v-4H4z',
  out: 'M13 5h6v6M19 5l-9 9M10 6H5v13h13v-5',
  search: 'M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15 15l5 5',
} as const;

export type DeskIconName = keyof typeof shapes;

/** The way to another page of the staff's, in the corner; on a phone the drawing alone. */
export function PageLink({ href, icon, name }: { href: string; icon: DeskIconName; name: string }) {
  return (
    <a class="mild" href={href} title={name} aria-label={name}>
      <DeskIcon name={icon} />
      <span class="name">{name}</span>
    </a>
  );
}

export function DeskIcon({ name }: { name: DeskIconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  );
}
