import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { graphemes } from '../../core/graphemes';
import type { Question } from '../../core/types';
import { number, t, type WordKey } from '../../core/words';
import { onSubmitKeys } from '../keys';
import { useDesk } from './desk-context';
import { takeFocus } from './take-focus';

type Field = 'responseText' | 'body';

const kinds: Record<Field, Record<'form' | 'label' | 'save' | 'conflict', WordKey> & { limit: number }> = {
  responseText: {
    form: 'moderate.answer',
    label: 'moderate.answer.label',
    save: 'moderate.answer.save',
    conflict: 'moderate.answer.conflict',
    limit: 5_000,
  },
  body: {
    form: 'moderate.words.edit',
    label: 'moderate.words.label',
    save: 'moderate.words.save',
    conflict: 'moderate.words.conflict',
    limit: 1_000,
  },
};

interface Props {
  question: Question;
  field: Field;
  onClose: () => void;
}

/** Writes or rewrites an answer or the question's words. If somebody else was faster, both texts are shown. */
export function TextEditor({ question, field, onClose }: Props) {
  const kind = kinds[field];
  const { text, state, length, fits, write, save } = useText(question, field, onClose);
  const area = useRef<HTMLTextAreaElement>(null);
  // Before the next key arrives, or it would be a command.
  useLayoutEffect(() => {
    takeFocus(area.current);
    area.current?.setSelectionRange(area.current.value.length, area.current.value.length);
  }, []);
  const leave = (event: KeyboardEvent) => {
    // Escape throws nothing away: it closes only what was not touched.
    if (event.key === 'Escape' && !event.isComposing && text === (question[field] ?? '')) onClose();
  };
  return (
    <form
      class="edit"
      aria-label={t(kind.form)}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label class="field">
        <span>{t(kind.label)}</span>
        <textarea
          rows={3}
          ref={area}
          value={text}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={(event) => {
            leave(event);
            onSubmitKeys(save)(event);
          }}
        />
      </label>
      {state === 'conflict' && (
        <div class="error" role="alert">
          <p>{t(kind.conflict)}</p>
          <blockquote>{question[field] ?? t('moderate.answer.gone')}</blockquote>
        </div>
      )}
      <div class="actions">
        <button type="submit" class="primary" aria-disabled={!fits || state === 'sending'}>
          {t(state === 'sending' ? 'common.saving' : kind.save)}
        </button>
        <button type="button" class="plain" onClick={onClose}>
          {t('common.cancel')}
        </button>
        {length > kind.limit * 0.8 && (
          <p class={fits ? 'counter' : 'counter over'}>
            {number(length)} / {number(kind.limit)}
          </p>
        )}
      </div>
    </form>
  );
}

/** The words so far, and what became of them. */
function useText(question: Question, field: Field, onClose: () => void) {
  const { moderation, drafts } = useDesk();
  const place = `${field}:${question.id}`;
  const draft = drafts.get(place);
  const base = useRef(draft?.base ?? question);
  const [text, setText] = useState(draft?.text ?? question[field] ?? '');
  const [state, setState] = useState<'writing' | 'sending' | 'conflict'>('writing');
  const length = graphemes(text.trim());
  const fits = length > 0 && length <= kinds[field].limit;
  const write = (words: string) => {
    drafts.set(place, { text: words, base: base.current });
    setText(words);
  };
  const save = async () => {
    if (!fits || state === 'sending') return;
    if (state === 'conflict') base.current = question; // its new words were shown
    drafts.set(place, { text, base: base.current });
    setState('sending');
    const outcome = await moderation.rewrite(question.id, field, base.current, text.trim());
    if (outcome === 'done') {
      drafts.delete(place);
      return onClose();
    }
    setState(outcome === 'conflict' ? 'conflict' : 'writing');
  };
  return { text, state, length, fits, write, save };
}
