/** Ctrl or Cmd with Enter sends; Enter alone stays a new line. */
export function onSubmitKeys(send: () => unknown): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    void send();
  };
}
