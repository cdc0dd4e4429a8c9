/** A place in a tenant's log: `<epoch>-<seq>`. Only places of one epoch can be compared. */
export interface Position {
  epoch: string;
  seq: number;
}

export function parsePosition(text: string | null | undefined): Position | null {
  const match = /^(.+)-(\d+)$/.exec(text ?? '');
  return match?.[1] && match[2] ? { epoch: match[1], seq: Number(match[2]) } : null;
}

export function formatPosition({ epoch, seq }: Position): string {
  return `${epoch}-${seq}`;
}
