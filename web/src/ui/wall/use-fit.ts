import { useLayoutEffect, useRef } from 'preact/hooks';

/** Sizes of the question on stage, in hundredths of the screen's height. 300 characters fit at 5 or more. */
const steps = [10, 9, 8, 7, 6.25, 5.5, 5, 4.5, 4, 3.5, 3, 2.5] as const;
/** Above this, a size at which a word would have to be broken is too large. */
const mayBreakWords = 5;

/** Puts the largest step at which `text` fits its box on the box as `--fit`, and keeps it right. */
export function useFit(text: string) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    fit(element);
    if (typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(() => fit(element));
    observer.observe(element);
    return () => observer.disconnect();
  }, [text]);
  return box;
}

function fit(box: HTMLElement): void {
  const words = box.firstElementChild;
  if (!(words instanceof HTMLElement)) return;
  words.style.overflowWrap = 'normal';
  for (const step of steps) {
    box.style.setProperty('--fit', String(step));
    const broken = step > mayBreakWords && words.scrollWidth > words.clientWidth;
    if (!broken && words.offsetHeight <= box.clientHeight) break;
  }
  words.style.overflowWrap = '';
}
