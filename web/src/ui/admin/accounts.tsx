import { useState } from 'preact/hooks';
import { ApiError, sentenceOf } from '../../core/api';
import type { Account, AccountFields, House, Role } from '../../core/house';
import type { Me } from '../../core/types';
import { t, type WordKey } from '../../core/words';
import { Field, FormEnd, TextField, useForm } from './form';
import { useFirstField, useFocusBack } from './use-focus';

const roles: Record<Role, WordKey> = {
  moderator: 'admin.account.role.moderator',
  admin: 'admin.account.role.admin',
  owner: 'admin.account.role.owner',
};

interface Props {
  house: House;
  accounts: readonly Account[];
  me: Me;
}

export function Accounts({ house, accounts, me }: Props) {
  const [adding, add] = useState(false);
  useFocusBack(adding ? 'account' : null);
  return (
    <>
      <div class="intro">
        <p>{t('admin.accounts.text')}</p>
        <div class="actions">
          <button type="button" id="open-account" class="primary" onClick={() => add(true)}>
            {t('admin.account.new')}
          </button>
        </div>
      </div>
      {adding && <NewAccountForm house={house} onDone={() => add(false)} />}
      <ul class="things">
        {accounts.map((account) => (
          <AccountRow
            key={account.id}
            account={account}
            own={account.id === me.id}
            change={(fields) => house.changeAccount(account.id, fields)}
          />
        ))}
      </ul>
    </>
  );
}

function NewAccountForm({ house, onDone }: { house: House; onDone: () => void }) {
  const initial = { email: '', name: '', role: 'moderator' as Role, password: '' };
  const form = useForm(initial, async (fields) => {
    await house.addAccount(fields).catch(refused);
    onDone();
  });
  const { values, set, faults } = form;
  return (
    <form ref={useFirstField()} class="panel" aria-label={t('admin.account.new')} onSubmit={form.submit}>
      <div class="pair">
        <TextField form={form} name="name" label="admin.name" required autoComplete="off" dir="auto" />
        <TextField
          form={form}
          name="email"
          label="admin.account.email"
          type="email"
          required
          autoComplete="off"
        />
        <TextField
          form={form}
          name="password"
          label="admin.account.password"
          hint="admin.account.password.hint"
          type="password"
          required
          autoComplete="new-password"
        />
        <Field label="admin.account.role" fault={faults.fields['role']}>
          {(bound) => <RoleChoice {...bound} value={values.role} onChoose={(role) => set({ role })} />}
        </Field>
      </div>
      <FormEnd form={form} action={t('admin.account.create')} onCancel={onDone} />
    </form>
  );
}

interface RowProps {
  account: Account;
  own: boolean;
  change: (fields: AccountFields) => Promise<void>;
}

function AccountRow({ account, own, change }: RowProps) {
  const [refusal, setRefusal] = useState<string | null>(null);
  const [asked, setAsked] = useState<Role | null>(null);
  const send = async (fields: AccountFields) => {
    setRefusal(null);
    setAsked(fields.role ?? null);
    await change(fields)
      .catch(refused)
      .catch((error: unknown) => setRefusal(sentenceOf(error)));
    setAsked(null);
  };
  const toggle = t(account.active ? 'admin.account.deactivate' : 'admin.account.reactivate');
  return (
    <li class={account.active ? 'thing' : 'thing inactive'}>
      <div class="about">
        <h2 dir="auto">{account.name}</h2>
        <p class="hint">
          {account.email} {own && <span class="badge">{t('admin.account.you')}</span>}
          {!account.active && <span class="badge">{t('admin.account.inactive')}</span>}
        </p>
        {refusal && (
          <p class="error" role="alert">
            {refusal}
          </p>
        )}
      </div>
      <div class="actions">
        <RoleChoice
          aria-label={t('admin.account.roleOf', { name: account.name })}
          value={asked ?? account.role}
          onChoose={(role) => void send({ role })}
        />
        {!own && (
          <button
            type="button"
            class="plain"
            aria-label={`${toggle}: ${account.name}`}
            onClick={() => void send({ active: !account.active })}
          >
            {toggle}
          </button>
        )}
      </div>
    </li>
  );
}

type RoleProps = { value: Role; onChoose: (role: Role) => void } & Record<string, unknown>;

function RoleChoice({ value, onChoose, ...rest }: RoleProps) {
  return (
    <select {...rest} value={value} onChange={(event) => onChoose(event.currentTarget.value as Role)}>
      {(Object.keys(roles) as Role[]).map((role) => (
        <option key={role} value={role}>
          {t(roles[role])}
        </option>
      ))}
    </select>
  );
}

/** The server knows who may grant what; here its refusal is put into the words of the rule. */
function refused(error: unknown): never {
  if (error instanceof ApiError && error.code === 'forbidden') {
    const rule = { field: 'role', code: 'forbidden_role', message: t('admin.account.refused') };
    throw new ApiError(error.status, 'forbidden_role', rule.message, [rule]);
  }
  throw error;
}
