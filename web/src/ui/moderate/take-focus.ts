/** Gives an editor that opened the focus, but takes it from nobody who is at the search or a tab. */
export function takeFocus(field: HTMLElement | null): void {
  const at = document.activeElement;
  if (!at || at === document.body || at.closest('article, .bulk')) field?.focus();
}
