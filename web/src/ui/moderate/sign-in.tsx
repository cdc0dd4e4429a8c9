import { useState } from 'preact/hooks';
import type { Session } from '../../core/session';
import { t } from '../../core/words';

interface Props {
  session: Session;
  message: string | null;
  /** What one signs in for. */
  title?: string;
}

export function SignIn({ session, message, title = t('moderate.signIn.title') }: Props) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [sending, setSending] = useState(false);
  const send = async () => {
    if (sending) return;
    setSending(true);
    await session.signIn(email.trim(), password);
    setSending(false);
  };
  return (
    <form
      class="door"
      aria-label={t('moderate.signIn')}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <h1>{title}</h1>
      <label class="field">
        <span>{t('moderate.signIn.email')}</span>
        <input
          type="email"
          autoComplete="username"
          required
          value={email}
          onInput={(event) => setEmail(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        <span>{t('moderate.signIn.password')}</span>
        <input
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onInput={(event) => setPassword(event.currentTarget.value)}
        />
      </label>
      {message && (
        <p class="error" role="alert">
          {message}
        </p>
      )}
      <button type="submit" class="primary" aria-disabled={sending}>
        {t(sending ? 'moderate.signIn.sending' : 'moderate.signIn')}
      </button>
    </form>
  );
}
