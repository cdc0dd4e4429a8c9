/**
 * The other tabs of this browser. Events do not say whose a question is or whose thumb it was, so a tab
 * tells the others what came of its user's own deeds.
 */
import type { Deeds, Own } from './deeds';
import { learn, learnVote } from './reducer';
import type { Store } from './store';
import type { VoteResult } from './types';
import type { ChannelLike } from './world';

export class Kin {
  private channel: ChannelLike | undefined;
  private readonly stopListening: (() => void) | undefined;
  /** Question id → the newest vote told of: answers of two tabs may cross. */
  private readonly votes = new Map<string, VoteResult>();

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
    const newer = 'questionId' in own && this.newerThan(own);
    // Our answer came late: another tab's vote is the one that stands.
    if (newer) this.store.change((state) => learnVote(state, newer));
    else this.channel?.postMessage(own);
  }

  private hear(own: Own): void {
    if ('questionId' in own) {
      if (!this.newerThan(own)) this.store.change((state) => learnVote(state, own));
      return;
    }
    const { phase, team } = this.store.get();
    // Which room this is shows when the teams were read.
    if (phase === 'ready' && (!team || team.id === own.teamId))
      this.store.change((state) => learn(state, own));
  }

  /** A vote heard of that this one must not overwrite; without any, this one is remembered. */
  private newerThan(vote: VoteResult): VoteResult | undefined {
    const { questionId: id, version } = vote;
    const known = this.votes.get(id);
    // A picture older than what we heard is of a server that was set back, and counts anew.
    const shown = this.store.get().state.questions.get(id)?.version ?? Infinity;
    if (known && known.version > version && known.version <= shown) return known;
    this.votes.set(id, vote);
    return undefined;
  }

  private hangUp(): void {
    this.channel?.close();
    this.channel = undefined;
  }
}
