/**
 * The other tabs of this browser. Events do not say whose a question is or whose thumb it was, so a tab
 * tells the others what came of its user's own deeds.
 */
import { learn, learnVote } from './reducer';
import type { Store } from './store';
import type { Question, VoteResult } from './types';
import type { ChannelLike } from './world';

export type Own = Question | VoteResult;

export class Kin {
  private readonly channel: ChannelLike | undefined;

  constructor(store: Store) {
    const { BroadcastChannel: Channel } = store.deps;
    if (!Channel) return;
    this.channel = new Channel(`openfloor.own.${store.api.query['tenantId'] ?? ''}`);
    this.channel.onmessage = ({ data }: MessageEvent<Own>) =>
      store.change((state) => {
        if ('questionId' in data) return learnVote(state, data);
        const { team } = store.get();
        return team && team.id !== data.teamId ? state : learn(state, data);
      });
  }

  tell(own: Own): void {
    this.channel?.postMessage(own);
  }
}
