import { useState } from 'preact/hooks';
import { t } from '../core/words';
import { Icon } from './icons';
import { lazily } from './lazily';

export interface SettingsProps {
  /** *Pause updates*, where the page has something that moves. */
  pause?: { on: boolean; set: (on: boolean) => void } | undefined;
  /** Whether there are notices of one's own questions to opt in to. */
  notices?: boolean;
}

const Panel = lazily(async () => (await import('./settings-panel')).SettingsPanel);

/** The button of the settings; what is behind it is fetched when it is first wanted. */
export function Settings(props: SettingsProps) {
  const [wanted, want] = useState(false);
  return (
    <>
      <button
        type="button"
        class="icon-button"
        popoverTarget="settings"
        aria-label={t('common.settings')}
        title={t('common.settings')}
        onPointerEnter={() => want(true)}
        onClick={() => want(true)}
      >
        <Icon name="settings" />
      </button>
      <div id="settings" class="settings-panel" popover="auto" role="group" aria-label={t('common.settings')}>
        {wanted && <Panel {...props} />}
      </div>
    </>
  );
}
