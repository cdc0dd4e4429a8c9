import type { House, TagFields } from '../../core/house';
import type { Tag } from '../../core/types';
import { t } from '../../core/words';
import { Field, FormEnd, TextField, useForm, type FormState } from './form';
import { Remove } from './remove';

const firstColor = '#3B82F6';

export function Tags({ house, tags }: { house: House; tags: readonly Tag[] }) {
  const sorted = [...tags].sort((a, b) => a.name.localeCompare(b.name));
  return (
    <>
      <div class="intro">
        <p>{t('admin.tags.text')}</p>
      </div>
      <NewTag save={(fields) => house.saveTag(null, fields)} />
      {tags.length === 0 && <p class="none">{t('admin.tags.none')}</p>}
      <ul class="things">
        {sorted.map((tag) => (
          <TagRow
            key={tag.id}
            tag={tag}
            save={(fields) => house.saveTag(tag.id, fields)}
            remove={() => house.removeTag(tag.id)}
          />
        ))}
      </ul>
    </>
  );
}

function NewTag({ save }: { save: (fields: TagFields) => Promise<void> }) {
  const form = useForm({ name: '', color: firstColor }, async (fields) => {
    await save(fields);
    form.set({ name: '' });
  });
  return (
    <form class="panel line" aria-label={t('admin.tag.new')} onSubmit={form.submit}>
      <TagInputs form={form} />
      <FormEnd form={form} action={t('admin.tag.create')} />
    </form>
  );
}

interface RowProps {
  tag: Tag;
  save: (fields: TagFields) => Promise<void>;
  remove: () => Promise<void>;
}

function TagRow({ tag, save, remove }: RowProps) {
  const form = useForm({ name: tag.name, color: tag.color }, save);
  const { values } = form;
  const changed = values.name !== tag.name || values.color.toUpperCase() !== tag.color.toUpperCase();
  return (
    <li class="thing">
      <form class="line" aria-label={t('admin.tag.edit', { name: tag.name })} onSubmit={form.submit}>
        <TagInputs form={form} />
        {(changed || form.saved) && <FormEnd form={form} action={t('common.save')} />}
      </form>
      <div class="actions">
        <Remove kind="tag" name={tag.name} remove={remove} />
      </div>
    </li>
  );
}

function TagInputs({ form }: { form: FormState<{ name: string; color: string }> }) {
  const { values, set, faults } = form;
  return (
    <>
      <Field label="admin.tag.color" fault={faults.fields['color']}>
        {(bound) => (
          <input
            {...bound}
            type="color"
            value={values.color.toLowerCase()}
            onInput={(event) => set({ color: event.currentTarget.value.toUpperCase() })}
          />
        )}
      </Field>
      <TextField form={form} name="name" label="admin.name" required dir="auto" />
    </>
  );
}
