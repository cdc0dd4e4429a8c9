/**
 * The place up to which events were handled, kept in memory and in sessionStorage.
 * It only moves forward, and tells of each event whether it is news.
 */
import { formatPosition, parsePosition, type Position } from './position';

export type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>;

export class Cursor {
  private at: Position | null;

  constructor(
    private readonly key: string,
    private readonly storage: Storage | undefined,
  ) {
    this.at = parsePosition(this.read());
  }

  get position(): string | null {
    return this.at && formatPosition(this.at);
  }

  /** Starts over at a place, whatever was before. */
  moveTo(position: string | null): void {
    this.at = parsePosition(position);
    this.write();
  }

  /** Goes forward to an id seen on the stream; ids of the past are left alone. */
  advance(id: string): void {
    const next = parsePosition(id);
    if (!next || (this.at && this.at.epoch === next.epoch && next.seq <= this.at.seq)) return;
    this.at = next;
    this.write();
  }

  /** Whether an event was handled already. Events without a number (presence) never were. */
  has(seq: number | undefined, id: string): boolean {
    if (seq === undefined || !this.at) return false;
    const epoch = parsePosition(id)?.epoch ?? this.at.epoch;
    return epoch === this.at.epoch && seq <= this.at.seq;
  }

  /** Whether a stream that starts at `position` would leave something out. */
  wouldSkip(position: string): boolean {
    const start = parsePosition(position);
    return Boolean(this.at && start && (start.epoch !== this.at.epoch || start.seq > this.at.seq));
  }

  /** Whether an id belongs to another numbering than ours, so that nothing says what lies between. */
  isForeign(id: string): boolean {
    const other = parsePosition(id);
    return Boolean(this.at && other && other.epoch !== this.at.epoch);
  }

  /** Marks one event as handled; its id may be missing in a page of the long poll. */
  passed(seq: number | undefined, id: string): void {
    if (parsePosition(id)) this.advance(id);
    else if (seq !== undefined && this.at) this.advance(formatPosition({ epoch: this.at.epoch, seq }));
  }

  private read(): string | null {
    try {
      return this.storage?.getItem(this.key) ?? null;
    } catch {
      return null; // storage may be forbidden: the cursor in memory is enough
    }
  }

  private write(): void {
    try {
      if (this.position) this.storage?.setItem(this.key, this.position);
      else this.storage?.removeItem(this.key);
    } catch {
      // see read()
    }
  }
}
