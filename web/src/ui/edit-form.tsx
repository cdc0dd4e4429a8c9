import { useEffect, useRef, useState } from 'preact/hooks';
import type { Deeds } from '../core/deeds';
import { graphemes } from '../core/graphemes';
import type { Question } from '../core/types';
import { t } from '../core/words';
import { onSubmitKeys } from './keys';

const limit = 1_000;

/** The author's (or a moderator's) words, once more. */
export function EditForm(props: { question: Question; deeds: Deeds; onClose: () => void }) {
  const { question, deeds, onClose } = props;
  const base = useRef(question);
  const [text, setText] = useState(question.body);
  const [conflict, setConflict] = useState(false);
  const [sending, setSending] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => area.current?.focus(), []);
  const fits = text.trim() !== '' && graphemes(text.trim()) <= limit;
  const save = async () => {
    if (!fits || sending) return;
    if (conflict) base.current = question; // its new words were shown
    setSending(true);
    const outcome = await deeds.rewrite(question.id, 'body', base.current, text.trim());
    setSending(false);
    if (outcome === 'done') return onClose();
    setConflict(outcome === 'conflict');
  };
  return (
    <form
      class="edit"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label class="field">
        <span>{t('room.edit.label')}</span>
        <textarea
          rows={3}
          dir="auto"
          ref={area}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={onSubmitKeys(save)}
        />
      </label>
      {conflict && (
        <p class="error" role="alert">
          {t('room.edit.conflict', { body: question.body })}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="primary" aria-disabled={!fits || sending}>
          {t(sending ? 'common.saving' : 'common.save')}
        </button>
        <button type="button" class="plain" onClick={onClose}>
          {t('common.cancel')}
        </button>
      </div>
    </form>
  );
}
