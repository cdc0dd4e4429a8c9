/**
 * The unsent question, kept over reloads of the tab. Once it was sent its key is kept too, so that
 * sending the same words again after a reload cannot ask twice; new words get a new key.
 */
import { keep, recall } from './cupboard';
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
    const saved = recall(this.storage, this.place);
    return typeof saved === 'object' && saved !== null ? { ...empty, ...saved } : empty;
  }

  save(draft: DraftText): void {
    keep(this.storage, this.place, draft);
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
