import { useEffect, useRef } from 'preact/hooks';
import type { Question, Tag } from '../core/types';
import { t } from '../core/words';
import { Dot } from './icons';

export interface Finding {
  text: string;
  tagId: string | undefined;
}

interface Props {
  value: Finding;
  questions: Iterable<Question>;
  onChange: (value: Finding) => void;
}

/** Search words and the tags that some question has. */
export function Finder({ value, questions, onChange }: Props) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!value.tagId) input.current?.focus();
  }, []);
  const tags = tagsOf(questions);
  return (
    <div class="finder" role="search">
      <input
        type="search"
        ref={input}
        dir="auto"
        aria-label={t('room.search')}
        placeholder={t('room.search')}
        value={value.text}
        onInput={(event) => onChange({ ...value, text: event.currentTarget.value })}
      />
      {tags.length > 0 && (
        <div class="tags" role="group" aria-label={t('room.tags')}>
          {tags.map(({ id, name, color }) => (
            <button
              type="button"
              class="tag"
              key={id}
              aria-pressed={id === value.tagId}
              onClick={() => onChange({ ...value, tagId: id === value.tagId ? undefined : id })}
            >
              <Dot color={color} />
              <bdi>{name}</bdi>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function tagsOf(questions: Iterable<Question>): Tag[] {
  const tags = new Map<string, Tag>();
  for (const question of questions) for (const tag of question.tags) tags.set(tag.id, tag);
  return [...tags.values()].sort((a, b) => a.name.localeCompare(b.name));
}
