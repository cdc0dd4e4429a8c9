import { useEffect, useState } from 'preact/hooks';
import type { Deeds } from '../core/deeds';
import type { DraftKeeper } from '../core/draft';
import { graphemes } from '../core/graphemes';
import type { PendingAsk } from '../core/overlay';
import { t } from '../core/words';
import { mark } from './marks';

export const questionLimit = 1_000;
export const nameLimit = 60;
/** As long as a toast. */
const spoken = 6_000;

/** The words stay in the box until the server, or what is kept for later, has them: nothing is ever lost. */
export function useAsk(deeds: Deeds, keeper: DraftKeeper, asks: readonly PendingAsk[]) {
  const [draft, setDraft] = useState(() => keeper.load());
  const [said, say] = useState('');
  useEffect(() => {
    const timer = setTimeout(say, spoken, '');
    return () => clearTimeout(timer);
  }, [said]);
  const length = graphemes(draft.body.trim());
  const pending = asks.find(({ key, queued }) => key === draft.key && !queued);
  const sending = pending !== undefined && pending.error === null;
  const fits = length > 0 && length <= questionLimit && graphemes(draft.authorName.trim()) <= nameLimit;

  const change = (part: Parameters<DraftKeeper['changed']>[1]) => {
    if (pending) deeds.dropAsk(pending.key);
    say('');
    setDraft(keeper.changed(draft, part));
  };
  /** Words that were given up come back, but never over others. */
  const restore = (body: string) => setDraft((now) => (now.body ? now : keeper.changed(now, { body })));
  const send = async () => {
    if (!fits || sending) return;
    say('');
    const { key, body, authorName } = draft;
    const question = await deeds.ask({ key, body: body.trim(), authorName: authorName.trim() || null });
    if (!question) return;
    mark('asked', true);
    setDraft(keeper.sent(draft));
    if (question === 'queued') return say(t('room.ask.queued'));
    say(question.status === 'UNDER_REVIEW' ? t('room.ask.review') : t('room.ask.sent'));
  };
  return { draft, pending, said, length, sending, fits, change, restore, send };
}
