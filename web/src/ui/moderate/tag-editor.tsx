import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Question, Tag } from '../../core/types';
import { t } from '../../core/words';
import { Dot, Icon } from '../icons';
import { useDesk } from './desk-context';
import { takeFocus } from './take-focus';

interface Props {
  question: Question;
  tags: ReadonlyMap<string, Tag>;
  adding: boolean;
  onClose: () => void;
}

/** The tags of a question, each with its remove button, and while `adding` a field that offers those in use. */
export function TagEditor({ question, tags, adding, onClose }: Props) {
  const { moderation, can } = useDesk();
  if (question.tags.length === 0 && !adding) return null;
  return (
    <div class="tagging">
      {question.tags.length > 0 && (
        <ul class="tags" aria-label={t('room.tags')}>
          {question.tags.map((tag) => (
            <li class="tag" key={tag.id}>
              <Dot color={tag.color} />
              {tag.name}
              {can('tag') && (
                <button
                  type="button"
                  class="tag-remove"
                  aria-label={t('moderate.tag.remove', { name: tag.name })}
                  onClick={() => void moderation.untag(question.id, tag)}
                >
                  <Icon name="cross" />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {adding && (
        <TagForm
          tags={tags}
          onAdd={async (name) => (await moderation.tag([question.id], name)).length === 0}
          onClose={onClose}
        />
      )}
    </div>
  );
}

interface FormProps {
  tags: ReadonlyMap<string, Tag>;
  /** Says whether it went well; then the field is ready for another. */
  onAdd: (name: string) => Promise<boolean>;
  onClose: () => void;
}

export function TagForm({ tags, onAdd, onClose }: FormProps) {
  const inUse = useId();
  const [name, setName] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => takeFocus(field.current), []);
  const add = async () => {
    const wanted = name.trim();
    if (wanted === '') return onClose();
    if (await onAdd(wanted)) setName('');
  };
  return (
    <form
      class="tag-form"
      aria-label={t('moderate.tag.form')}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <input
        type="text"
        aria-label={t('moderate.tag.name')}
        placeholder={t('moderate.tag.name')}
        maxLength={40}
        list={inUse}
        ref={field}
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && !event.isComposing && onClose()}
      />
      <datalist id={inUse}>
        {[...tags.values()].map((tag) => (
          <option key={tag.id} value={tag.name}>
            {tag.name}
          </option>
        ))}
      </datalist>
      <button type="submit" class="plain">
        {t('moderate.tag.submit')}
      </button>
      <button type="button" class="quiet" onClick={onClose}>
        {t('moderate.tag.done')}
      </button>
    </form>
  );
}
