/** Keeps the screen awake. The browser lets the lock go whenever the page is hidden, so it is taken again. */
export function stayAwake(): void {
  document.addEventListener('visibilitychange', () => void take());
  void take();
}

async function take(): Promise<void> {
  if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
  await navigator.wakeLock.request('screen').catch(() => undefined);
}
