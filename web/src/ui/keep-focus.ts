/**
 * When what has the focus goes from the page, the focus goes to what stands next to it: the row after a
 * row that was withdrawn, the words around a form that was closed. A browser would let it fall to the
 * top of the page, and who uses a keyboard would begin anew.
 */
const targets = 'a[href],button:not(:disabled),input,select,textarea,[tabindex]:not([role=tablist])';

export function keepFocus(): void {
  let held: Node | null = null;
  document.addEventListener('focusin', ({ target }) => (held = target as Node));
  // Who lets go on purpose leaves it in its place.
  document.addEventListener('focusout', ({ target }) =>
    queueMicrotask(() => {
      if (held === target && held?.isConnected) held = null;
    }),
  );
  new MutationObserver((records) => {
    if (!held || held.isConnected || document.activeElement !== document.body) return;
    const record = records.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(held)));
    if (record) nearest(record)?.focus({ preventScroll: true });
  }).observe(document.body, { childList: true, subtree: true });
}

function nearest({ nextSibling, previousSibling, target }: MutationRecord): HTMLElement | null {
  for (const beside of [nextSibling, previousSibling]) {
    const found = beside?.isConnected && beside instanceof HTMLElement ? into(beside) : null;
    if (found) return found;
  }
  let around = target instanceof HTMLElement && target.isConnected ? target : null;
  for (; around; around = around.parentElement) {
    const found = into(around);
    if (found) return found;
  }
  return null;
}

function into(element: HTMLElement): HTMLElement | null {
  return element.matches(targets) ? element : element.querySelector<HTMLElement>(targets);
}
