import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Toast, Toasts } from '../core/toasts';
import { t } from '../core/words';
import { Icon } from './icons';
import { useStore } from './use-store';

/**
 * A polite live region at the foot of the page. It stands there while empty, so that readers hear the
 * first toast too; a pointer or the focus on it stops the clocks.
 */
export function ToastBar({ toasts }: { toasts: Toasts }) {
  const shown = useStore(toasts);
  const bar = useRef<HTMLDivElement>(null);
  // What the pointer or the focus was on may be gone without a word of leaving.
  useLayoutEffect(() => {
    if (!bar.current?.matches(':hover, :focus-within')) toasts.resume();
  }, [shown, toasts]);
  useFocus(shown, bar);
  const left = (event: FocusEvent) => {
    if (!bar.current?.contains(event.relatedTarget as Node | null)) toasts.resume();
  };
  return (
    <div
      class="toasts"
      role="status"
      ref={bar}
      onPointerEnter={toasts.pause}
      onPointerLeave={toasts.resume}
      onFocusIn={toasts.pause}
      onFocusOut={left}
    >
      {shown.map(({ id, text, action }) => (
        <div class="toast" key={id} data-toast={id}>
          <p>{text}</p>
          {action && (
            <button type="button" onClick={() => toasts.act(id)}>
              {action.label}
            </button>
          )}
          <button type="button" aria-label={t('common.dismiss')} onClick={() => toasts.dismiss(id)}>
            <Icon name="cross" />
          </button>
        </div>
      ))}
    </div>
  );
}

/** Brings the focus to a toast that takes it, and back to where it was when that toast goes. */
function useFocus(shown: readonly Toast[], bar: { current: HTMLElement | null }): void {
  const last = useRef<{ id: number; from: Element | null } | null>(null);
  useLayoutEffect(() => {
    const taker = shown.findLast(({ takesFocus }) => takesFocus);
    if (taker && taker.id > (last.current?.id ?? 0)) {
      last.current = { id: taker.id, from: document.activeElement };
      bar.current?.querySelector<HTMLElement>(`[data-toast="${taker.id}"] button`)?.focus();
    } else if (!taker && last.current?.from instanceof HTMLElement) {
      const { activeElement: at } = document;
      if (!at?.isConnected || at === document.body) last.current.from.focus({ preventScroll: true });
      last.current.from = null;
    }
  }, [shown, bar]);
}
