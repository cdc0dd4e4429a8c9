import { useEffect, useRef } from 'preact/hooks';
import { keyOf, type Command } from '../../core/shortcuts';
import { t } from '../../core/words';
import { keyLabel } from './desk-context';

interface Props {
  keys: boolean;
  onKeys: (on: boolean) => void;
  onClose: () => void;
}

/** Every key and what it does, and the switch that turns them all off. */
export function KeyHelp({ keys, onKeys, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="key-help" onClose={onClose} aria-labelledby="keys-title">
      <h2 id="keys-title">{t('moderate.keys.title')}</h2>
      <label class="switch">
        {t('moderate.keys.switch')}
        <input
          type="checkbox"
          role="switch"
          aria-checked={keys}
          checked={keys}
          onChange={(event) => onKeys(event.currentTarget.checked)}
        />
      </label>
      <dl class={keys ? '' : 'off'}>
        {(Object.keys(keyOf) as Command[]).map((command) => (
          <div key={command}>
            <dt>
              <kbd>{keyLabel(command)}</kbd>
            </dt>
            <dd>{t(`moderate.key.${command}`)}</dd>
          </div>
        ))}
      </dl>
      <div class="actions end">
        <button type="button" class="plain" onClick={() => dialog.current?.close()}>
          {t('common.close')}
        </button>
      </div>
    </dialog>
  );
}
