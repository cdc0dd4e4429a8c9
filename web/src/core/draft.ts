/**
 * The unsent question, kept over reloads of the tab. Once it was sent its key is kept too, so that
 * sending the same words again after a reload cannot ask twice; new words get a new key.
 */
import type { Storage } from './cursor';

export interface DraftText {
  body: string;
  authorName: string;
  key: string;
}

export class DraftKeeper {
  constructor(
    private readonly place: string,
    private readonly storage: Storage | undefined,
    private readonly newKey: () => string,
  ) {}

  load(): DraftText {
    const empty = { body: '', authorName: '', key: this.newKey() };
    try {
      const saved: unknown = JSON.parse(this.storage?.getItem(this.place) ?? 'null');
      return typeof saved === 'object' && saved !== null ? { ...empty, ...saved } : empty;
    } catch {
      return empty;
    }
  }

  save(draft: DraftText): void {
    try {
      this.storage?.setItem(this.place, JSON.stringify(draft));
    } catch {
      // full or forbidden: the words are still on the screen
    }
  }

  changed(draft: DraftText, change: Partial<Pick<DraftText, 'body' | 'authorName'>>): DraftText {
    const next = { ...draft, ...change, key: this.newKey() };
    this.save(next);
    return next;
  }

  /** The words arrived; the name stays for the next question. */
  sent(draft: DraftText): DraftText {
    return this.changed(draft, { body: '' });
  }
}
