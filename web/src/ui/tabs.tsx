import { useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { number } from '../core/words';

export interface Tab<Id extends string> {
  id: Id;
  label: string;
  count?: number | undefined;
}

interface Props<Id extends string> {
  label: string;
  tabs: readonly Tab<Id>[];
  current: Id;
  onChoose: (id: Id) => void;
  /** What stands beside the tabs. */
  tools?: ComponentChildren;
  children: ComponentChildren;
}

/** The tab pattern of the ARIA guide: one stop for Tab, arrows move between. */
export function Tabs<Id extends string>({ label, tabs, current, onChoose, tools, children }: Props<Id>) {
  const list = useRef<HTMLDivElement>(null);
  const go = (event: KeyboardEvent) => {
    const here = tabs.findIndex((tab) => tab.id === current);
    const steps: Record<string, number> = {
      ArrowLeft: here - 1,
      ArrowRight: here + 1,
      Home: 0,
      End: tabs.length - 1,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = tabs[(step + tabs.length) % tabs.length];
    if (!next) return;
    onChoose(next.id);
    list.current?.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  };
  return (
    <>
      <div class="tab-bar">
        <div class="tabs" role="tablist" tabIndex={-1} aria-label={label} ref={list} onKeyDown={go}>
          {tabs.map(({ id, label: text, count }) => (
            <button
              type="button"
              role="tab"
              id={`tab-${id}`}
              key={id}
              aria-selected={id === current}
              aria-controls="panel"
              tabIndex={id === current ? 0 : -1}
              onClick={() => onChoose(id)}
            >
              {text}
              {count !== undefined && <span class="count">{number(count)}</span>}
            </button>
          ))}
        </div>
        {tools}
      </div>
      <div id="panel" role="tabpanel" aria-labelledby={`tab-${current}`}>
        {children}
      </div>
    </>
  );
}
