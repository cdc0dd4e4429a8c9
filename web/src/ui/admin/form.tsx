import type { ComponentChildren, InputHTMLAttributes } from 'preact';
import { useId, useState } from 'preact/hooks';
import { faultsOf, noFaults, type Faults } from '../../core/faults';
import { t, type WordKey } from '../../core/words';

export interface FormState<T> {
  values: T;
  set: (change: Partial<T>) => void;
  faults: Faults;
  sending: boolean;
  /** Whether the last sending was taken, and nothing was changed since. */
  saved: boolean;
  submit: (event: Event) => void;
}

/**
 * Values, and what the server said of them. `send` gets them, and those that differ from what the form
 * began with: what somebody else changed meanwhile stays. It throws the refusal.
 */
export function useForm<T extends object>(
  initial: T,
  send: (values: T, changed: Partial<T>) => Promise<void>,
): FormState<T> {
  const [start, setStart] = useState(initial);
  const [values, setValues] = useState(initial);
  const [faults, setFaults] = useState(noFaults);
  const [state, setState] = useState<'changed' | 'sending' | 'saved'>('changed');
  const submit = async () => {
    setState('sending');
    setFaults(noFaults);
    try {
      await send(values, difference(start, values));
      setStart(values);
      setState('saved');
    } catch (error) {
      setFaults(faultsOf(error, Object.keys(values)));
      setState('changed');
    }
  };
  return {
    values,
    faults,
    set: (change) => {
      setValues((old) => ({ ...old, ...change }));
      setState('changed');
    },
    sending: state === 'sending',
    saved: state === 'saved',
    submit: (event) => {
      event.preventDefault();
      if (state !== 'sending') void submit();
    },
  };
}

function difference<T extends object>(before: T, after: T): Partial<T> {
  const keys = (Object.keys(after) as (keyof T)[]).filter((key) => after[key] !== before[key]);
  return Object.fromEntries(keys.map((key) => [key, after[key]])) as Partial<T>;
}

/** What an input takes to be bound to its label, its hint and its fault. */
export interface Bound {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
}

interface FieldProps {
  label: WordKey;
  fault: string | undefined;
  hint?: WordKey;
  children: (bound: Bound) => ComponentChildren;
}

export function Field({ label, fault, hint, children }: FieldProps) {
  const id = useId();
  const said = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ') || undefined;
  return (
    <div class="field">
      <label for={id}>{t(label)}</label>
      {children({ id, 'aria-invalid': fault !== undefined, 'aria-describedby': said })}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {t(hint)}
        </p>
      )}
      {fault && (
        <p class="error" id={`${id}-fault`} role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}

interface TextProps<T> extends Omit<InputHTMLAttributes<HTMLInputElement>, 'form' | 'label' | 'name'> {
  form: Pick<FormState<T>, 'values' | 'set' | 'faults'>;
  name: keyof T & string;
  label: WordKey;
  hint?: WordKey;
}

/** A field for a text of the form. */
export function TextField<T extends object>({ form, name, label, hint, ...rest }: TextProps<T>) {
  const set = (value: string) => form.set({ [name]: value } as unknown as Partial<T>);
  return (
    <Field label={label} fault={form.faults.fields[name]} {...(hint ? { hint } : {})}>
      {(bound) => (
        <input
          {...bound}
          {...rest}
          value={String(form.values[name])}
          onInput={(event) => set(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

interface EndProps {
  form: Pick<FormState<object>, 'faults' | 'sending' | 'saved'>;
  action: string;
  onCancel?: () => void;
}

/** What stands below a form's fields: a refusal that no field is to blame for, and the buttons. */
export function FormEnd({ form, action, onCancel }: EndProps) {
  return (
    <>
      {form.faults.rest && (
        <p class="error" role="alert">
          {form.faults.rest}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="primary" aria-disabled={form.sending}>
          {form.sending ? t('common.saving') : action}
        </button>
        {onCancel && (
          <button type="button" class="plain" onClick={onCancel}>
            {t('common.cancel')}
          </button>
        )}
        <span class="saved" role="status">
          {form.saved && t('admin.saved')}
        </span>
      </div>
    </>
  );
}
