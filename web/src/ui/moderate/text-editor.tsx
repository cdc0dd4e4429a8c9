import type { RefObject } from 'preact';
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
        void save(text);
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
            onSubmitKeys(() => save(text))(event);
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
        {field === 'responseText' && length === 0 && <AnsweredLive area={area} save={save} />}
        {length > kind.limit * 0.8 && (
          <p class={fits ? 'counter' : 'counter over'}>
            {number(length)} / {number(kind.limit)}
          </p>
        )}
      </div>
    </form>
  );
}

interface LiveProps {
  area: RefObject<HTMLElement>;
  save: (words: string) => Promise<void>;
}

/** Most answers are spoken: this closes the question with just that. */
function AnsweredLive({ area, save }: LiveProps) {
  const words = t('moderate.answer.live');
  const say = () => {
    // This button goes once there are words, and the next key would be a command.
    area.current?.focus();
    void save(words);
  };
  return (
    <button type="button" class="quiet" onClick={say}>
      {words}
    </button>
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
  const write = (words: string) => {
    drafts.set(place, { text: words, base: base.current });
    setText(words);
  };
  const save = async (words: string) => {
    if (!fitting(words, field) || state === 'sending') return;
    if (state === 'conflict') base.current = question; // its new words were shown
    write(words);
    setState('sending');
    const outcome = await moderation.rewrite(question.id, field, base.current, words.trim());
    if (outcome === 'done') {
      drafts.delete(place);
      return onClose();
    }
    setState(outcome === 'conflict' ? 'conflict' : 'writing');
  };
  return { text, state, length: lengthOf(text), fits: fitting(text, field), write, save };
}

function lengthOf(words: string): number {
  return graphemes(words.trim());
}

function fitting(words: string, field: Field): boolean {
  const length = lengthOf(words);
  return length > 0 && length <= kinds[field].limit;
}
