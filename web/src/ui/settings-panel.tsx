import { useState } from 'preact/hooks';
import { spoken, t, type WordKey } from '../core/words';
import { chime } from './chime';
import { mark, marked } from './marks';
import { chooseLanguage, chooseTheme, theme, type Theme } from './preferences';
import type { SettingsProps } from './settings';

/** Each language by its own name: who looks for it reads it. */
const languages = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  pt: 'Português',
  ja: '日本語',
} as const;

const themes: Record<Theme, WordKey> = {
  system: 'common.theme.system',
  light: 'common.theme.light',
  dark: 'common.theme.dark',
};

/** Language, theme, *Pause updates* and the notices. Everything takes effect at once. */
export function SettingsPanel({ pause, notices }: SettingsProps) {
  const [shown, show] = useState(theme);
  return (
    <>
      {pause && (
        <Switch label={t('common.pause')} hint={t('common.pause.hint')} on={pause.on} onChange={pause.set} />
      )}
      <label class="field">
        <span>{t('common.language')}</span>
        <select value={spoken()} onChange={(event) => chooseLanguage(event.currentTarget.value)}>
          {Object.entries(languages).map(([lang, name]) => (
            <option key={lang} value={lang} lang={lang}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <fieldset class="field choices">
        <legend>{t('common.theme')}</legend>
        {(Object.keys(themes) as Theme[]).map((id) => (
          <label key={id}>
            <input
              type="radio"
              name="theme"
              checked={id === shown}
              onChange={() => {
                chooseTheme(id);
                show(id);
              }}
            />
            <span>{t(themes[id])}</span>
          </label>
        ))}
      </fieldset>
      {notices && <Notices />}
    </>
  );
}

function Notices() {
  const [sound, setSound] = useState(marked('sound'));
  const [desktop, setDesktop] = useState(marked('desktop') && mayNotify());
  const [denied, setDenied] = useState(false);
  const askForDesktop = async (on: boolean) => {
    const granted = on && (await Notification.requestPermission()) === 'granted';
    mark('desktop', granted);
    setDesktop(granted);
    setDenied(on && !granted);
  };
  return (
    <>
      <Switch
        label={t('common.sound')}
        on={sound}
        onChange={(on) => {
          mark('sound', on);
          setSound(on);
          if (on) chime();
        }}
      />
      {'Notification' in window && (
        <Switch
          label={t('common.desktop')}
          hint={denied ? t('common.desktop.denied') : undefined}
          on={desktop}
          onChange={(on) => void askForDesktop(on)}
        />
      )}
    </>
  );
}

function mayNotify(): boolean {
  return 'Notification' in window && Notification.permission === 'granted';
}

interface SwitchProps {
  label: string;
  hint?: string | undefined;
  on: boolean;
  onChange: (on: boolean) => void;
}

function Switch({ label, hint, on, onChange }: SwitchProps) {
  return (
    <label class="switch">
      <span>
        {label}
        {hint && <small>{hint}</small>}
      </span>
      <input
        type="checkbox"
        role="switch"
        aria-checked={on}
        checked={on}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </label>
  );
}
