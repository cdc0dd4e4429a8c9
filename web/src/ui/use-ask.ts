import { useState } from 'preact/hooks';
import type { Deeds } from '../core/deeds';
import type { DraftKeeper } from '../core/draft';
import { graphemes } from '../core/graphemes';
import type { PendingAsk } from '../core/overlay';
import { t } from '../core/words';

export const questionLimit = 1_000;
const nameLimit = 60;

/** The words stay in the box until the server has them, so nothing is ever lost. */
export function useAsk(deeds: Deeds, keeper: DraftKeeper, pending: PendingAsk | undefined) {
  const [draft, setDraft] = useState(() => keeper.load());
  const [said, say] = useState('');
  const length = graphemes(draft.body.trim());
  const sending = pending !== undefined && pending.error === null;
  const fits = length > 0 && length <= questionLimit && graphemes(draft.authorName.trim()) <= nameLimit;

  const change = (part: Parameters<DraftKeeper['changed']>[1]) => {
    if (pending) deeds.dropAsk(pending.key);
    say('');
    setDraft(keeper.changed(draft, part));
  };
  const send = async () => {
    if (!fits || sending) return;
    say('');
    const { key, body, authorName } = draft;
    const question = await deeds.ask({ key, body: body.trim(), authorName: authorName.trim() || null });
    if (!question) return;
    setDraft(keeper.sent(draft));
    if (question === 'queued') return;
    say(question.status === 'UNDER_REVIEW' ? t('room.ask.review') : t('room.ask.sent'));
  };
  return { draft, said, length, sending, fits, change, send };
}
