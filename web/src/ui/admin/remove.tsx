import { useState } from 'preact/hooks';
import { sentenceOf } from '../../core/api';
import { t, type WordKey } from '../../core/words';
import { Confirm } from '../confirm';

interface Props {
  kind: 'team' | 'tag';
  name: string;
  remove: () => Promise<void>;
}

const words: Record<Props['kind'], { title: WordKey; text: WordKey; action: WordKey }> = {
  team: {
    title: 'admin.team.delete.title',
    text: 'admin.team.delete.text',
    action: 'admin.team.delete.action',
  },
  tag: { title: 'admin.tag.delete.title', text: 'admin.tag.delete.text', action: 'admin.tag.delete.action' },
};

/** The delete button, the question it asks first, and the refusal next to it. */
export function Remove({ kind, name, remove }: Props) {
  const [asking, setAsking] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const { title, text, action } = words[kind];
  return (
    <>
      <button
        type="button"
        class="plain danger-text"
        aria-label={`${t('admin.delete')}: ${name}`}
        onClick={() => setAsking(true)}
      >
        {t('admin.delete')}
      </button>
      {refusal && (
        <p class="error refusal" role="alert">
          {refusal}
        </p>
      )}
      {asking && (
        <Confirm
          title={t(title, { name })}
          action={t(action)}
          onConfirm={() => void remove().catch((error: unknown) => setRefusal(sentenceOf(error)))}
          onClose={() => setAsking(false)}
        >
          <p>{t(text)}</p>
        </Confirm>
      )}
    </>
  );
}
