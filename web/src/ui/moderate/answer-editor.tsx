import { useEffect, useRef, useState } from 'preact/hooks';
import type { Deeds } from '../../core/deeds';
import { graphemes } from '../../core/graphemes';
import type { Question } from '../../core/types';
import { number, t } from '../../core/words';
import { onSubmitKeys } from '../keys';

const limit = 5_000;

/** Writes or rewrites an answer. If somebody else was faster, both texts are shown. */
export function AnswerEditor(props: { question: Question; deeds: Deeds; onClose: () => void }) {
  const { question, deeds, onClose } = props;
  const base = useRef(question);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => area.current?.focus(), []);
  const [text, setText] = useState(question.responseText ?? '');
  const [state, setState] = useState<'writing' | 'sending' | 'conflict'>('writing');
  const length = graphemes(text.trim());
  const fits = length > 0 && length <= limit;
  const save = async () => {
    if (!fits || state === 'sending') return;
    if (state === 'conflict') base.current = question; // its new answer was shown
    setState('sending');
    const outcome = await deeds.rewrite(question.id, 'responseText', base.current, text.trim());
    if (outcome === 'done') return onClose();
    setState(outcome === 'conflict' ? 'conflict' : 'writing');
  };
  return (
    <form
      class="edit"
      aria-label={t('moderate.answer')}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label class="field">
        <span>{t('moderate.answer.label')}</span>
        <textarea
          rows={4}
          ref={area}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={onSubmitKeys(save)}
        />
      </label>
      {state === 'conflict' && (
        <div class="error" role="alert">
          <p>{t('moderate.answer.conflict')}</p>
          <blockquote>{question.responseText ?? t('moderate.answer.gone')}</blockquote>
        </div>
      )}
      <div class="actions">
        <button type="submit" class="primary" disabled={!fits || state === 'sending'}>
          {t(state === 'sending' ? 'common.saving' : 'moderate.answer.save')}
        </button>
        <button type="button" class="plain" onClick={onClose}>
          {t('common.cancel')}
        </button>
        {length > limit * 0.8 && (
          <p class={fits ? 'counter' : 'counter over'}>
            {number(length)} / {number(limit)}
          </p>
        )}
      </div>
    </form>
  );
}
