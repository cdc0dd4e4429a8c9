import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../core/words';
import { takeFocus } from './take-focus';

interface Props {
  /** The reason given before, if any. */
  reason?: string | null | undefined;
  onDecline: (reason: string | null) => void;
  onClose: () => void;
}

/** One line for the author, or none; Enter declines. */
export function DeclineForm({ reason, onDecline, onClose }: Props) {
  const [text, setText] = useState(reason ?? '');
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => takeFocus(field.current), []);
  return (
    <form
      class="line-form"
      aria-label={t('moderate.decline.form')}
      onSubmit={(event) => {
        event.preventDefault();
        onDecline(text.trim() || null);
      }}
    >
      <label class="field">
        <span>{t('moderate.decline.reason')}</span>
        <input
          type="text"
          maxLength={300}
          ref={field}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && !event.isComposing && onClose()}
        />
      </label>
      <button type="submit" class="danger">
        {t('moderate.decline')}
      </button>
      <button type="button" class="plain" onClick={onClose}>
        {t('common.cancel')}
      </button>
    </form>
  );
}
