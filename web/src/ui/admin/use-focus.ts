import { useEffect, useRef } from 'preact/hooks';

/** Puts the focus into a form that just opened. */
export function useFirstField() {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('input, select, textarea')?.focus(), []);
  return form;
}

/** When the form for `open` closes, the focus goes back to the button whose id ends in it. */
export function useFocusBack(open: string | null): void {
  const last = useRef(open);
  useEffect(() => {
    if (open === null && last.current !== null) document.getElementById(`open-${last.current}`)?.focus();
    last.current = open;
  }, [open]);
}
