import { useState } from 'preact/hooks';
import type { Session } from '../../core/session';

export function SignIn({ session, message }: { session: Session; message: string | null }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [sending, setSending] = useState(false);
  const send = async () => {
    setSending(true);
    await session.signIn(email.trim(), password);
    setSending(false);
  };
  return (
    <form
      class="card"
      aria-label="Sign in"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <h1>Sign in to moderate</h1>
      <label class="field">
        <span>E-mail</span>
        <input
          type="email"
          autoComplete="username"
          required
          value={email}
          onInput={(event) => setEmail(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        <span>Password</span>
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
      <button type="submit" class="primary" disabled={sending}>
        {sending ? 'Signing in…' : 'Sign in'}
      </button>
    </form>
  );
}
