/**
 * The other tabs of this browser. Events do not say whose a question is or whose thumb it was, so a tab
 * tells the others what came of its user's own deeds.
 */
import type { Deeds, Own } from './deeds';
import { learn, learnVote } from './reducer';
import type { Store } from './store';
import type { ChannelLike } from './world';

export class Kin {
  private channel: ChannelLike | undefined;
  private readonly stopListening: (() => void) | undefined;
  /** Question id → version of the newest vote told of: answers of two tabs may cross. */
  private readonly votes = new Map<string, number>();

  constructor(
    private readonly store: Store,
    private readonly deeds: Deeds,
  ) {
    deeds.onOwn = (own) => this.tell(own);
    // An open channel may keep a page out of the back-forward cache.
    this.stopListening = store.deps.onWake?.((why) => {
      if (why === 'gone') this.hangUp();
      else if (why === 'restored') this.open();
    });
  }

  /** Hears the other tabs from now on, and tells them. */
  open(): void {
    const { api, deps } = this.store;
    const { BroadcastChannel: Channel } = deps;
    if (!Channel || this.channel) return;
    try {
      this.channel = new Channel(`openfloor.own.${api.query['tenantId'] ?? ''}`);
      this.channel.onmessage = ({ data }: MessageEvent<Own>) => this.hear(data);
    } catch (error) {
      // Where site data is forbidden, so are channels: each tab then knows its own deeds alone.
      deps.log('kin: no channel', error);
    }
  }

  close(): void {
    this.stopListening?.();
    this.deeds.onOwn = () => undefined;
    this.hangUp();
  }

  private tell(own: Own): void {
    if ('questionId' in own) this.isNews(own);
    this.channel?.postMessage(own);
  }

  private hear(own: Own): void {
    if ('questionId' in own) {
      if (this.isNews(own)) this.store.change((state) => learnVote(state, own));
      return;
    }
    const { phase, team } = this.store.get();
    // Which room this is shows when the teams were read.
    if (phase === 'ready' && (!team || team.id === own.teamId))
      this.store.change((state) => learn(state, own));
  }

  private isNews({ questionId, version }: { questionId: string; version: number }): boolean {
    if (version < (this.votes.get(questionId) ?? 0)) return false;
    this.votes.set(questionId, version);
    return true;
  }

  private hangUp(): void {
    this.channel?.close();
    this.channel = undefined;
  }
}
