import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Deeds } from '../../core/deeds';
import type { Session } from '../../core/session';
import type { Store } from '../../core/store';
import type { Me } from '../../core/types';
import { t } from '../../core/words';
import { ConnectionBar } from '../connection-bar';
import { LoadFailed } from '../load-failed';
import { useStore } from '../use-store';
import { Desk } from './desk';
import { SignIn } from './sign-in';

interface Props {
  session: Session;
  /** Makes the store once somebody is signed in, so that the stream is a moderator's from the start. */
  open: () => { store: Store; deeds: Deeds };
}

export function Moderate({ session, open }: Props) {
  const [state, show] = useState(session.get());
  useEffect(() => session.subscribe(() => show(session.get())), [session]);
  if (state.kind === 'staff') return <Signed key="desk" me={state.me} session={session} open={open} />;
  return (
    <main class="sign-in">
      <p class="brand">Openfloor</p>
      {state.kind === 'asking' ? (
        <p role="status">{t('moderate.oneMoment')}</p>
      ) : (
        <SignIn session={session} message={state.message} />
      )}
    </main>
  );
}

function Signed({ me, session, open }: Props & { me: Me }) {
  const { store, deeds } = useMemo(open, [open]);
  const view = useStore(store);
  useEffect(() => {
    store.start();
    return () => store.stop();
  }, [store]);
  return (
    <>
      <header class="masthead">
        <p class="brand">Openfloor</p>
        <h1>{view.state.tenant?.name ?? t('moderate.title')}</h1>
        <p class="who">
          <span>{me.name ?? t('moderate.signedIn')}</span>
          <button type="button" class="plain" onClick={() => void session.signOut()}>
            {t('moderate.signOut')}
          </button>
        </p>
      </header>
      <main class="desk">
        {view.phase === 'failed' && <LoadFailed error={view.error} onRetry={() => store.start()} />}
        <Desk view={view} deeds={deeds} />
      </main>
      <ConnectionBar {...view} onReconnect={() => store.reopen()} />
    </>
  );
}
