import { useEffect, useRef } from 'preact/hooks';
import type { AuditItem, AuditLog } from '../../core/audit';
import type { Snapshot } from '../../core/store';
import { t, tell } from '../../core/words';
import { Icon } from '../icons';
import { Ago } from '../time';
import { useStore } from '../use-store';

interface Props {
  audit: AuditLog;
  view: Snapshot;
  onClose: () => void;
}

/** Who did what and when, growing as it happens. */
export function ActivityPanel({ audit, view, onClose }: Props) {
  const activity = useStore(audit);
  const panel = useRef<HTMLElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const close = audit.open();
    const before = document.activeElement;
    title.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
      close();
    };
  }, [audit]);
  useEffect(() => {
    const leave = (event: KeyboardEvent) => event.key === 'Escape' && onClose();
    const here = panel.current;
    here?.addEventListener('keydown', leave);
    return () => here?.removeEventListener('keydown', leave);
  }, [onClose]);
  const { phase, items, error, older } = activity;
  return (
    <aside class="activity" aria-labelledby="activity-title" ref={panel}>
      <header>
        <h2 id="activity-title" ref={title} tabIndex={-1}>
          {t('moderate.activity')}
        </h2>
        <button type="button" class="mild" aria-label={t('common.close')} onClick={onClose}>
          <Icon name="cross" />
        </button>
      </header>
      {phase === 'loading' && <p class="note">{t('common.loading')}</p>}
      {phase === 'ready' && items.length === 0 && <p class="note">{t('moderate.activity.empty')}</p>}
      {error && (
        <p class="error">
          {error}{' '}
          <button type="button" class="quiet" onClick={() => void audit.read()}>
            {t('common.tryAgain')}
          </button>
        </p>
      )}
      <ol>
        {items.map((item) => (
          <Deed key={item.id} item={item} view={view} />
        ))}
      </ol>
      {older !== null && (
        <button type="button" class="plain more" onClick={() => void audit.readOlder()}>
          {t('moderate.activity.older')}
        </button>
      )}
    </aside>
  );
}

function Deed({ item, view }: { item: AuditItem; view: Snapshot }) {
  const about = subjectOf(item, view);
  return (
    <li>
      <p>
        <strong>{item.by.name || t('moderate.activity.somebody')}</strong> {deedOf(item)}
      </p>
      {about && <p class="about">{about}</p>}
      <p class="when">
        <Ago at={item.at} />
      </p>
    </li>
  );
}

function deedOf({ action, after }: AuditItem): string {
  const off = action === 'stage:changed' && read(after, 'questionId') === null;
  return tell(`moderate.audit.${off ? 'stage:cleared' : action}`) ?? action;
}

/** The words of the question, or the name of the thing, as far as it is known. */
function subjectOf(
  { action, subjectId, before, after }: AuditItem,
  { questions, state }: Snapshot,
): string | null {
  const id =
    action === 'stage:changed' ? (read(after, 'questionId') ?? read(before, 'questionId')) : subjectId;
  const words =
    questions.get(id ?? '')?.body ?? state.teams.get(id ?? '')?.name ?? state.tags.get(id ?? '')?.name;
  return words ?? read(before, 'body') ?? read(after, 'name') ?? read(before, 'name');
}

function read(from: unknown, field: string): string | null {
  if (typeof from !== 'object' || from === null || !(field in from)) return null;
  const value = (from as Record<string, unknown>)[field];
  return typeof value === 'string' ? value : null;
}
