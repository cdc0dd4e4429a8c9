import { useState } from 'preact/hooks';
import type { Question, Tag } from '../../core/types';
import { fits, isPublic, rightOf, type Verb } from '../../core/verbs';
import { t } from '../../core/words';
import { Confirm } from '../confirm';
import { faceOf } from './card-tools';
import { DeclineForm } from './decline-form';
import { tip, useDesk } from './desk-context';
import { DeskIcon, type DeskIconName } from './desk-icon';
import { TagForm } from './tag-editor';

export type BulkMode = 'choose' | 'decline' | 'tag' | 'approve';

interface Props {
  picked: readonly Question[];
  /** How many the list shows. */
  shown: number;
  tags: ReadonlyMap<string, Tag>;
  mode: BulkMode;
  onMode: (mode: BulkMode) => void;
  onPickAll: () => void;
  /** Keeps only these picked. */
  onKeep: (ids: readonly string[]) => void;
}

const verbs: readonly Verb[] = [
  'approve',
  'decline',
  'restore',
  'hide',
  'pin',
  'unpin',
  'freeze',
  'unfreeze',
];

/** What the picked questions have in common: one deed for all it fits. Those that fail stay picked. */
export function BulkBar(props: Props) {
  const { picked, shown, mode, onMode, onPickAll, onKeep } = props;
  const { moderation } = useDesk();
  const ids = picked.map(({ id }) => id);
  const perform = async (verb: Verb, reason: string | null = null) => {
    onMode('choose');
    onKeep(await moderation.perform(verb, ids, reason));
  };
  return (
    <section class="bulk" aria-label={t('moderate.bulk')}>
      <p class="bulk-count">
        <strong role="status">{t('moderate.selected', { n: ids.length })}</strong>
        {ids.length < shown && (
          <button type="button" class="quiet" onClick={onPickAll}>
            {t('moderate.selected.all', { n: shown })}
          </button>
        )}
        <button
          type="button"
          class="mild"
          aria-label={t('moderate.selected.clear')}
          onClick={() => onKeep([])}
        >
          <DeskIcon name="cross" />
        </button>
      </p>
      {mode === 'decline' && (
        <DeclineForm
          onDecline={(reason) => void perform('decline', reason)}
          onClose={() => onMode('choose')}
        />
      )}
      {mode === 'tag' && <BulkTag {...props} ids={ids} />}
      {(mode === 'choose' || mode === 'approve') && (
        <BulkDeeds {...props} ids={ids} onVerb={(verb) => void perform(verb)} />
      )}
      {mode === 'approve' && (
        <Confirm
          title={t('moderate.bulk.approve.title', { n: ids.length })}
          action={t('moderate.approve')}
          onConfirm={() => void perform('approve')}
          onClose={() => onMode('choose')}
        >
          <p>{t('moderate.bulk.approve.text')}</p>
        </Confirm>
      )}
    </section>
  );
}

function BulkTag({ ids, tags, onMode, onKeep }: Props & { ids: readonly string[] }) {
  const { moderation } = useDesk();
  const add = async (name: string) => {
    const failed = await moderation.tag(ids, name);
    if (failed.length > 0) onKeep(failed);
    return failed.length === 0;
  };
  return <TagForm tags={tags} onAdd={add} onClose={() => onMode('choose')} />;
}

type DeedsProps = Props & { ids: readonly string[]; onVerb: (verb: Verb) => void };

function BulkDeeds({ picked, shown, ids, onMode, onKeep, onVerb }: DeedsProps) {
  const { can, moderation } = useDesk();
  const [deleting, setDeleting] = useState(false);
  const offered = offeredFor(picked).filter((verb) => can(rightOf(verb)));
  const choose = (verb: Verb) => {
    if (verb === 'decline') onMode('decline');
    else if (verb === 'approve' && asksFirst(ids.length, shown)) onMode('approve');
    else onVerb(verb);
  };
  return (
    <div class="bulk-deeds">
      {offered.map((verb) => {
        const { name, icon, command } = faceOf(verb);
        return <BulkButton key={verb} name={name} icon={icon} command={command} run={() => choose(verb)} />;
      })}
      {can('tag') && picked.some(isPublic) && (
        <BulkButton name={t('moderate.tag')} icon="tag" command="tag" run={() => onMode('tag')} />
      )}
      {can('delete') && (
        <BulkButton name={t('moderate.delete')} icon="bin" command={null} run={() => setDeleting(true)} />
      )}
      {deleting && (
        <Confirm
          title={t('moderate.bulk.delete.title', { n: ids.length })}
          action={t('moderate.delete')}
          onConfirm={() => void moderation.remove(ids).then(onKeep)}
          onClose={() => setDeleting(false)}
        >
          <p>{t('moderate.bulk.delete.text')}</p>
        </Confirm>
      )}
    </div>
  );
}

interface ButtonProps {
  name: string;
  icon: DeskIconName;
  command: Parameters<typeof tip>[1];
  run: () => void;
}

function BulkButton({ name, icon, command, run }: ButtonProps) {
  const { keys } = useDesk();
  return (
    <button
      type="button"
      class={icon === 'bin' ? 'plain bin' : 'plain'}
      onClick={run}
      {...tip(name, command, keys)}
    >
      <DeskIcon name={icon} />
      {name}
    </button>
  );
}

/** Letting the whole queue in at once is asked about; a choice is not. */
export function asksFirst(picked: number, shown: number): boolean {
  return picked > 1 && picked === shown;
}

/** What fits at least one; of a pair of opposites the one that is still to be done. */
export function offeredFor(picked: readonly Question[]): Verb[] {
  const some = (verb: Verb) => picked.some((question) => fits(verb, question));
  return verbs.filter((verb) => {
    if (verb === 'decline') return picked.some(({ status }) => status === 'UNDER_REVIEW');
    if (verb === 'unpin') return some('unpin') && !some('pin');
    if (verb === 'unfreeze') return some('unfreeze') && !some('freeze');
    return some(verb);
  });
}
