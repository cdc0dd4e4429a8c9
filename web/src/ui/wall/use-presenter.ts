/** The wall as a presenter wants it: keys, full screen, a pointer that hides. */
import { useEffect, useRef } from 'preact/hooks';

const pointerRests = 3_000;

const forwards = new Set(['ArrowRight', 'PageDown', ' ']);
const backwards = new Set(['ArrowLeft', 'PageUp']);

export interface Presenter {
  forward: () => void;
  back: () => void;
}

/** Arrows, Space and the page keys that presenters' clickers send. Escape is left to the browser. */
export function usePresenterKeys(presenter: Presenter, on: boolean): void {
  const latest = useRef(presenter);
  latest.current = presenter;
  useEffect(() => {
    if (!on) return;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const onControl = event.target instanceof Element && event.target.closest('a, button');
      if (event.key === ' ' && onControl) return;
      const { forward, back } = latest.current;
      const isFull = event.key.toLowerCase() === 'f' && toggleFullScreen;
      const run = forwards.has(event.key) ? forward : backwards.has(event.key) ? back : isFull;
      if (!run) return;
      // A key held down is one press: it must not run through the whole list.
      if (!event.repeat) run();
      event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [on]);
}

export function toggleFullScreen(): void {
  // A refusal leaves things as they are.
  if (document.fullscreenElement) void document.exitFullscreen().catch(ignore);
  else void document.documentElement.requestFullscreen?.().catch(ignore);
}

function ignore(): void {}

/** After three seconds without the pointer, `data-idle` on the page hides it, the controls and the scrollbars. */
export function useRestingPointer(): void {
  useEffect(() => {
    const { dataset } = document.documentElement;
    let timer: ReturnType<typeof setTimeout>;
    const moved = () => {
      delete dataset['idle'];
      clearTimeout(timer);
      timer = setTimeout(() => (dataset['idle'] = ''), pointerRests);
    };
    moved();
    addEventListener('pointermove', moved);
    addEventListener('pointerdown', moved);
    return () => {
      clearTimeout(timer);
      delete dataset['idle'];
      removeEventListener('pointermove', moved);
      removeEventListener('pointerdown', moved);
    };
  }, []);
}
