import { useEffect, useState } from 'preact/hooks';
import { t } from '../../core/words';
import type { Presenter } from './use-presenter';

interface Props {
  presenter: Presenter;
  keys: boolean;
  onKeys: (on: boolean) => void;
  onFullScreen: () => void;
}

/** For those who have no clicker at hand; gone while the pointer rests. */
export function Controls({ presenter, keys, onKeys, onFullScreen }: Props) {
  const full = useFullScreen();
  return (
    <div class="controls" role="group" aria-label={t('wall.controls')}>
      <button type="button" onClick={presenter.back}>
        <span aria-hidden="true">←</span> {t('wall.previous')}
      </button>
      <button type="button" onClick={presenter.forward}>
        {t('wall.forward')} <span aria-hidden="true">→</span>
      </button>
      <button type="button" onClick={onFullScreen}>
        {t(full ? 'wall.fullScreen.leave' : 'wall.fullScreen')}
      </button>
      <button type="button" title={t('wall.keys.hint')} aria-pressed={keys} onClick={() => onKeys(!keys)}>
        {t(keys ? 'wall.keys.on' : 'wall.keys.off')}
      </button>
    </div>
  );
}

function useFullScreen(): boolean {
  const [full, setFull] = useState(false);
  useEffect(() => {
    const look = () => setFull(Boolean(document.fullscreenElement));
    document.addEventListener('fullscreenchange', look);
    return () => document.removeEventListener('fullscreenchange', look);
  }, []);
  return full;
}
