import { contrastWithWhite, darkened, isColor, leastContrast } from '../../core/color';
import type { House } from '../../core/house';
import type { Tenant } from '../../core/types';
import { number, t } from '../../core/words';
import { Field, FormEnd, TextField, useForm } from './form';

/** What a tenant without a colour begins to choose from: the pages' own green. */
const ownGreen = '#0B6655';

export function SettingsForm({ house, tenant }: { house: House; tenant: Tenant }) {
  const initial = {
    name: tenant.name,
    ownUpvotes: tenant.ownUpvotes ?? true,
    brandColor: tenant.brandColor ?? null,
  };
  const form = useForm<typeof initial>(initial, async (_, changed) => {
    if (Object.keys(changed).length > 0) await house.saveTenant(changed);
  });
  const { values, set, faults } = form;
  return (
    <form class="panel settings" aria-label={t('admin.tab.settings')} onSubmit={form.submit}>
      <TextField form={form} name="name" label="admin.settings.tenant" required dir="auto" />
      <label class="check">
        <input
          type="checkbox"
          checked={values.ownUpvotes}
          onChange={(event) => set({ ownUpvotes: event.currentTarget.checked })}
        />
        {t('admin.settings.ownUpvotes')}
      </label>
      <Brand
        color={values.brandColor}
        fault={faults.fields['brandColor']}
        onChange={(brandColor) => set({ brandColor })}
      />
      <FormEnd form={form} action={t('common.save')} />
    </form>
  );
}

interface BrandProps {
  color: string | null;
  fault: string | undefined;
  onChange: (color: string | null) => void;
}

function Brand({ color, fault, onChange }: BrandProps) {
  return (
    <fieldset class="brand-color">
      <legend>{t('admin.settings.brand')}</legend>
      <label class="check">
        <input
          type="checkbox"
          checked={color !== null}
          onChange={(event) => onChange(event.currentTarget.checked ? ownGreen : null)}
        />
        {t('admin.settings.brand.use')}
      </label>
      {color !== null && (
        <>
          <div class="line">
            <Field label="admin.tag.color" fault={undefined}>
              {(bound) => (
                <input
                  {...bound}
                  type="color"
                  value={isColor(color) ? color.toLowerCase() : '#000000'}
                  onInput={(event) => onChange(event.currentTarget.value.toUpperCase())}
                />
              )}
            </Field>
            <Field label="admin.settings.brand.hex" fault={fault}>
              {(bound) => (
                <input
                  {...bound}
                  maxLength={7}
                  spellcheck={false}
                  value={color}
                  onInput={(event) => onChange(event.currentTarget.value.trim())}
                />
              )}
            </Field>
            {isColor(color) && <Sample color={color} />}
          </div>
          <Verdict color={color} onChange={onChange} />
        </>
      )}
    </fieldset>
  );
}

/** As a button would look; drawn, since the page's policy allows no style attributes. */
function Sample({ color }: { color: string }) {
  return (
    <svg class="sample" viewBox="0 0 96 44" aria-hidden="true">
      <rect width="96" height="44" rx="12" fill={color} />
      <text x="48" y="23" text-anchor="middle" dominant-baseline="middle" fill="#ffffff">
        {t('admin.settings.brand.sample')}
      </text>
    </svg>
  );
}

function Verdict({ color, onChange }: { color: string; onChange: (color: string) => void }) {
  if (!isColor(color)) return <p class="error">{t('admin.settings.brand.bad')}</p>;
  // Never rounded up to a promise that the server does not keep.
  const ratio = Math.floor(contrastWithWhite(color) * 10) / 10;
  const good = contrastWithWhite(color) >= leastContrast;
  const dark = darkened(color);
  return (
    <div class="verdict" aria-live="polite">
      <p class={good ? 'hint' : 'error'}>
        {t(good ? 'admin.settings.brand.good' : 'admin.settings.brand.low', {
          ratio: number(ratio),
          least: number(leastContrast),
        })}
      </p>
      {!good && (
        <button type="button" class="plain" onClick={() => onChange(dark)}>
          {t('admin.settings.brand.darken', { color: dark })}
        </button>
      )}
    </div>
  );
}
