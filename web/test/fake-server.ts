/** A small honest server: questions, a numbered log, lists with their position. It does what the protocol says. */
import type { AppEvent, EventType, EventData, Question } from '../src/core/types';
import { question } from './fakes';

export class FakeServer {
  readonly questions = new Map<string, Question>();
  log: AppEvent[] = [];
  epoch = '0000000a';
  private serial = 0;
  /** Called with each new event, in order. */
  heard: (event: AppEvent, id: string) => void = () => undefined;

  constructor(private readonly random: () => number) {}

  get position(): string {
    return `${this.epoch}-${this.log.length}`;
  }

  id(seq: number): string {
    return `${this.epoch}-${seq}`;
  }

  /** Something happens, by chance. */
  anything(): void {
    const deeds = [
      this.asks,
      this.upvotes,
      this.upvotes,
      this.answers,
      this.pins,
      this.freezes,
      this.deletes,
    ];
    const more = [this.reopens, this.tags, this.archives, this.merges, this.unmerges];
    this.pick([...deeds, ...more])?.call(this);
  }

  asks(): Question {
    this.serial += 1;
    const createdAt = new Date(1_767_225_600_000 + this.serial * 1000).toISOString();
    const asked = question(`q${String(this.serial).padStart(5, '0')}`, { createdAt });
    this.questions.set(asked.id, asked);
    this.emit('question:created', { ...asked });
    return asked;
  }

  upvotes(): void {
    const q = this.change((old) => ({ upvotes: Math.max(0, old.upvotes + (this.random() < 0.7 ? 1 : -1)) }));
    if (q) this.emit('question:upvoted', { questionId: q.id, upvotes: q.upvotes, version: q.version });
  }

  list(): { items: Question[]; nextCursor: null; position: string } {
    const shown = [...this.questions.values()].filter(
      (q) => q.mergedInto === null && q.status !== 'ARCHIVED',
    );
    return { items: structuredClone(shown), nextCursor: null, position: this.position };
  }

  /** A new numbering, as after a failover or a restored backup. */
  renewEpoch(): void {
    this.epoch = (Number.parseInt(this.epoch, 16) + 1).toString(16).padStart(8, '0');
    this.log = [];
  }

  private answers(): void {
    const q = this.change(() => ({ status: 'ANSWERED', responseText: `Because ${this.random()}` }));
    if (q) this.emit('question:answered', { ...q });
  }

  private reopens(): void {
    const q = this.change(() => ({ status: 'OPEN', responseText: null }));
    if (q) this.emit('question:reopened', { questionId: q.id, status: 'OPEN', version: q.version });
  }

  private pins(): void {
    const q = this.change((old) => ({ isPinned: !old.isPinned }));
    if (!q) return;
    const { id: questionId, isPinned, version } = q;
    this.emit('question:pinned', { questionId, isPinned, pinnedBy: null, pinnedAt: null, version });
  }

  private freezes(): void {
    const q = this.change((old) => ({ isFrozen: !old.isFrozen }));
    if (!q) return;
    const { id: questionId, isFrozen, version } = q;
    this.emit('question:frozen', { questionId, isFrozen, frozenBy: null, frozenAt: null, version });
  }

  private tags(): void {
    const tag = { id: 'tag', name: 'Product', color: '#123456' };
    const q = this.change((old) => ({ tags: old.tags.length > 0 ? [] : [tag] }));
    if (q) this.emit('question:tagged', { questionId: q.id, tags: q.tags, version: q.version });
  }

  private archives(): void {
    const q = this.change((old) => ({ status: old.status === 'ARCHIVED' ? 'OPEN' : 'ARCHIVED' }));
    if (q?.status === 'OPEN') this.emit('question:restored', { ...q });
    else if (q) this.emit('question:archived', { questionId: q.id, status: 'ARCHIVED', version: q.version });
  }

  private merges(): void {
    const into = this.pick([...this.questions.values()].filter((q) => q.mergedInto === null));
    const from = this.pick([...this.questions.values()].filter((q) => q.mergedInto === null && q !== into));
    if (!into || !from) return;
    const { version } = this.write(from, { mergedInto: into.id });
    const { upvotes } = this.write(into, { upvotes: into.upvotes + from.upvotes });
    this.emit('question:merged', { questionId: from.id, into: into.id, upvotes, version });
  }

  private unmerges(): void {
    const from = this.pick([...this.questions.values()].filter((q) => q.mergedInto !== null));
    const into = from && this.questions.get(from.mergedInto ?? '');
    if (!from || !into) return;
    const apart = this.write(from, { mergedInto: null });
    const target = this.write(into, { upvotes: Math.max(0, into.upvotes - from.upvotes) });
    this.emit('question:unmerged', { question: apart, into: target });
  }

  private deletes(): void {
    if (this.random() < 0.7) return;
    const q = this.pick([...this.questions.values()]);
    if (!q) return;
    this.questions.delete(q.id);
    this.emit('question:deleted', { questionId: q.id });
  }

  private change(what: (old: Question) => Partial<Question>): Question | undefined {
    const old = this.pick([...this.questions.values()].filter((q) => q.mergedInto === null));
    return old && this.write(old, what(old));
  }

  private write(old: Question, change: Partial<Question>): Question {
    const next = { ...old, ...change, version: old.version + 1 };
    this.questions.set(next.id, next);
    return next;
  }

  private emit<T extends EventType>(type: T, data: EventData[T]): void {
    const seq = this.log.length + 1;
    const event = structuredClone({ type, seq, data }) as unknown as AppEvent;
    this.log.push(event);
    this.heard(event, this.id(seq));
  }

  private pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.random() * from.length)];
  }
}
