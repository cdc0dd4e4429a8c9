import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { AuditLog } from '../../core/audit';
import type { Deeds } from '../../core/deeds';
import { Kin } from '../../core/kin';
import type { Moderation } from '../../core/moderation';
import { administers, type Session } from '../../core/session';
import type { Store } from '../../core/store';
import type { Toasts } from '../../core/toasts';
import type { Me } from '../../core/types';
import { t } from '../../core/words';
import { ConnectionBar } from '../connection-bar';
import { Settings, type SettingsProps } from '../settings';
import { lazily } from '../lazily';
import { LoadFailed } from '../load-failed';
import { Paused } from '../paused';
import { ToastBar } from '../toast-bar';
import { useStore } from '../use-store';
import { Desk } from './desk';
import { DeskIcon, PageLink } from './desk-icon';
import { tip } from './desk-context';
import { SignIn } from './sign-in';
import { keysWanted, wantKeys } from './use-keys';

const ActivityPanel = lazily(async () => (await import('./activity')).ActivityPanel);
const KeyHelp = lazily(async () => (await import('./key-help')).KeyHelp);

export interface Opened {
  store: Store;
  deeds: Deeds;
  moderation: Moderation;
  audit: AuditLog;
  toasts: Toasts;
}

interface Props {
  session: Session;
  /** Makes the store once somebody is signed in, so that the stream is a moderator's from the start. */
  open: () => Opened;
  /** The page's own query. */
  search: string;
  /** The tenant's name, as far as the page was told. */
  house?: string | undefined;
}

export function Moderate(props: Props) {
  const { session } = props;
  const state = useStore(session);
  if (state.kind === 'staff') return <Signed key="desk" me={state.me} {...props} />;
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

function Signed({ me, session, open, search, house }: Props & { me: Me }) {
  const { store, deeds, moderation, audit, toasts } = useMemo(open, [open]);
  const view = useStore(store);
  const [keys, setKeys] = useState(keysWanted);
  const [aside, show] = useState<{ activity: boolean; help: boolean }>({ activity: false, help: false });
  useEffect(() => {
    const kin = new Kin(store, deeds);
    kin.open();
    store.start();
    return () => {
      kin.close();
      store.stop();
    };
  }, [store, deeds]);
  useRights(session, view.stream);
  const help = () => show({ ...aside, help: true });
  return (
    <>
      <header class="masthead">
        <p class="brand">Openfloor</p>
        <h1>{view.state.tenant?.name ?? house ?? t('moderate.title')}</h1>
        <Corner
          me={me}
          search={search}
          keys={keys}
          activity={aside.activity}
          pause={{ on: view.paused, set: (on) => (on ? store.pause() : store.resume()) }}
          onActivity={() => show({ ...aside, activity: !aside.activity })}
          onHelp={help}
          onSignOut={() => void session.signOut()}
        />
      </header>
      <div class={aside.activity ? 'workplace with-activity' : 'workplace'}>
        <main class="desk">
          {view.phase === 'failed' && <LoadFailed error={view.error} onRetry={() => store.start()} />}
          <div role="status">
            {view.paused && <Paused waiting={view.waiting} onResume={() => store.resume()} />}
          </div>
          <Desk {...{ view, deeds, moderation, me, keys, search }} onHelp={help} />
        </main>
        {aside.activity && (
          <ActivityPanel audit={audit} view={view} onClose={() => show({ ...aside, activity: false })} />
        )}
      </div>
      {aside.help && (
        <KeyHelp
          keys={keys}
          onKeys={(on) => {
            wantKeys(on);
            setKeys(on);
          }}
          onClose={() => show({ ...aside, help: false })}
        />
      )}
      <ToastBar toasts={toasts} />
      <ConnectionBar {...view} offline="moderate.offline" onReconnect={() => store.reopen()} />
    </>
  );
}

interface CornerProps {
  me: Me;
  search: string;
  keys: boolean;
  activity: boolean;
  pause: SettingsProps['pause'];
  onActivity: () => void;
  onHelp: () => void;
  onSignOut: () => void;
}

function Corner({ me, search, keys, activity, pause, onActivity, onHelp, onSignOut }: CornerProps) {
  return (
    <div class="who">
      <span class="who-name">{me.name ?? t('moderate.signedIn')}</span>
      {administers(me) && <PageLink href={`/admin${search}`} icon="office" name={t('moderate.toAdmin')} />}
      <button
        type="button"
        class="mild"
        aria-pressed={activity}
        aria-label={t('moderate.activity')}
        onClick={onActivity}
      >
        <DeskIcon name="activity" />
        <span class="name">{t('moderate.activity')}</span>
      </button>
      <button
        type="button"
        class="mild keyboard"
        aria-label={t('moderate.keys')}
        onClick={onHelp}
        {...tip(t('moderate.keys.title'), 'help', keys)}
      >
        <DeskIcon name="keyboard" />
        <span class="name">{t('moderate.keys')}</span>
      </button>
      <Settings pause={pause} />
      <button type="button" class="mild" title={me.name ?? undefined} onClick={onSignOut}>
        {t('moderate.signOut')}
      </button>
    </div>
  );
}

/**
 * A change of role ends the stream it was opened with; when it is back we ask who we are, so that the
 * controls follow without a reload.
 */
function useRights(session: Session, stream: string): void {
  const been = useRef(false);
  useEffect(() => {
    if (stream !== 'live') return;
    if (been.current) void session.check();
    been.current = true;
  }, [session, stream]);
}
