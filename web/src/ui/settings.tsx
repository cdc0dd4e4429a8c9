import { useState } from 'preact/hooks';
import { t } from '../core/words';
import { Icon } from './icons';
import type { SettingsPanel } from './settings-panel';

export interface SettingsProps {
  /** *Pause updates*, where the page has something that moves. */
  pause?: { on: boolean; set: (on: boolean) => void };
  /** Whether there are notices of one's own questions to opt in to. */
  notices?: boolean;
}

/** The button of the settings; what is behind it is fetched when it is first wanted. */
export function Settings(props: SettingsProps) {
  const [panel, setPanel] = useState<{ Panel: typeof SettingsPanel } | null>(null);
  const load = async () => {
    if (!panel) setPanel({ Panel: (await import('./settings-panel')).SettingsPanel });
  };
  return (
    <div class="settings">
      <button
        type="button"
        class="icon-button"
        popoverTarget="settings"
        aria-label={t('common.settings')}
        title={t('common.settings')}
        onPointerEnter={() => void load()}
        onClick={() => void load()}
      >
        <Icon name="settings" />
      </button>
      <div id="settings" class="settings-panel" popover="auto" role="group" aria-label={t('common.settings')}>
        {panel && <panel.Panel {...props} />}
      </div>
    </div>
  );
}
