import type { TeamFields } from '../../core/house';
import type { Team } from '../../core/types';
import { t, type WordKey } from '../../core/words';
import { Field, FormEnd, TextField, useForm, type FormState } from './form';
import { useFirstField } from './use-focus';

interface Props {
  /** The team to change; none to make one. */
  team?: Team;
  save: (fields: TeamFields) => Promise<void>;
  onDone: () => void;
}

export const states: Record<Team['state'], WordKey> = {
  open: 'admin.team.state.open',
  'vote-only': 'admin.team.state.voteOnly',
  closed: 'admin.team.state.closed',
};
const moderations: Record<Team['moderation'], WordKey> = {
  off: 'admin.team.moderation.off',
  all: 'admin.team.moderation.all',
  flagged: 'admin.team.moderation.flagged',
};

export function TeamForm({ team, save, onDone }: Props) {
  const initial = {
    name: team?.name ?? '',
    slug: team?.slug ?? '',
    description: team?.description ?? '',
    state: team?.state ?? ('open' as const),
    moderation: team?.moderation ?? ('off' as const),
  };
  const form = useForm<typeof initial>(initial, async (all, changed) => {
    const { slug, ...fields } = team ? changed : all;
    const wanted = { ...fields, ...(slug?.trim() ? { slug: slug.trim() } : {}) };
    if (Object.keys(wanted).length > 0) await save(wanted);
    onDone();
  });
  const { values, set, faults } = form;
  return (
    <form
      ref={useFirstField()}
      class="panel"
      aria-label={team ? t('admin.team.edit', { name: team.name }) : t('admin.team.new')}
      onSubmit={form.submit}
    >
      <div class="pair">
        <TextField form={form} name="name" label="admin.name" required dir="auto" />
        <TextField
          form={form}
          name="slug"
          label="admin.team.slug"
          hint="admin.team.slug.hint"
          autoCapitalize="none"
          spellcheck={false}
        />
      </div>
      <Description form={form} />
      <div class="pair">
        <Choice
          label="admin.team.state"
          words={states}
          value={values.state}
          fault={faults.fields['state']}
          onChoose={(state) => set({ state })}
        />
        <Choice
          label="admin.team.moderation"
          words={moderations}
          value={values.moderation}
          fault={faults.fields['moderation']}
          onChoose={(moderation) => set({ moderation })}
          but={(one) => one === 'flagged' && values.moderation !== 'flagged'}
        />
      </div>
      <FormEnd form={form} action={t(team ? 'common.save' : 'admin.team.create')} onCancel={onDone} />
    </form>
  );
}

function Description({
  form,
}: {
  form: Pick<FormState<{ description: string }>, 'values' | 'set' | 'faults'>;
}) {
  return (
    <Field
      label="admin.team.description"
      hint="admin.team.description.hint"
      fault={form.faults.fields['description']}
    >
      {(bound) => (
        <textarea
          {...bound}
          dir="auto"
          value={form.values.description}
          onInput={(event) => form.set({ description: event.currentTarget.value })}
        />
      )}
    </Field>
  );
}

interface ChoiceProps<T extends string> {
  label: WordKey;
  words: Record<T, WordKey>;
  value: T;
  fault: string | undefined;
  onChoose: (value: T) => void;
  /** What is not offered. */
  but?: (value: T) => boolean;
}

function Choice<T extends string>({ label, words, value, fault, onChoose, but }: ChoiceProps<T>) {
  const values = (Object.keys(words) as T[]).filter((one) => !but?.(one));
  return (
    <Field label={label} fault={fault}>
      {(bound) => (
        <select {...bound} value={value} onChange={(event) => onChoose(event.currentTarget.value as T)}>
          {values.map((one) => (
            <option key={one} value={one}>
              {t(words[one])}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
