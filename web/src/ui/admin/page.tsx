import { useEffect, useMemo, useState } from 'preact/hooks';
import type { House } from '../../core/house';
import type { Pulse } from '../../core/pulse';
import { administers, type Session } from '../../core/session';
import type { Me } from '../../core/types';
import { t, type WordKey } from '../../core/words';
import { LoadFailed } from '../load-failed';
import { PageLink } from '../moderate/desk-icon';
import { SignIn } from '../moderate/sign-in';
import { Settings } from '../settings';
import { Tabs } from '../tabs';
import { useStore } from '../use-store';
import { Accounts } from './accounts';
import { Live } from './live';
import { SettingsForm } from './settings-form';
import { Tags } from './tags';
import { Teams } from './teams';

interface Props {
  session: Session;
  /** Makes what an administrator needs, once one is signed in. */
  open: () => { house: House; pulse: Pulse };
  /** The public address, scheme and host. */
  origin: string;
  search: string;
}

export function Admin(props: Props) {
  const { session, search } = props;
  const state = useStore(session);
  if (state.kind === 'staff') {
    const { me } = state;
    if (administers(me)) return <Signed {...props} me={me} />;
    return <NotYours session={session} me={me} search={search} />;
  }
  return (
    <main class="sign-in">
      <p class="brand">Openfloor</p>
      {state.kind === 'asking' ? (
        <p role="status">{t('common.loading')}</p>
      ) : (
        <SignIn session={session} message={state.message} title={t('admin.signIn')} />
      )}
    </main>
  );
}

function NotYours({ session, me, search }: Pick<Props, 'session' | 'search'> & { me: Me }) {
  return (
    <main class="sign-in">
      <p class="brand">Openfloor</p>
      <div class="card">
        <h1>{t('admin.notYours')}</h1>
        <p>{t('admin.notYours.text', { name: me.name ?? '' })}</p>
        <div class="actions">
          <a href={`/moderate${search}`}>{t('admin.toModerate')}</a>
          <button type="button" class="plain" onClick={() => void session.signOut()}>
            {t('moderate.signOut')}
          </button>
        </div>
      </div>
    </main>
  );
}

const tabs = {
  teams: 'admin.tab.teams',
  tags: 'admin.tab.tags',
  accounts: 'admin.tab.accounts',
  settings: 'admin.tab.settings',
  live: 'admin.tab.live',
} satisfies Record<string, WordKey>;
type TabId = keyof typeof tabs;

function Signed({ me, session, open, origin, search }: Props & { me: Me }) {
  const { house, pulse } = useMemo(open, [open]);
  const view = useStore(house);
  const [tab, setTab] = useTabInAddress();
  useEffect(() => {
    house.start();
    return () => house.stop();
  }, [house]);
  const { phase, state, accounts } = view;
  const { tenant } = state;
  return (
    <>
      <header class="masthead">
        <p class="brand">Openfloor</p>
        <h1>{tenant?.name ?? t('admin.title')}</h1>
        <div class="who">
          <span class="who-name">{me.name ?? t('moderate.signedIn')}</span>
          <PageLink href={`/moderate${search}`} icon="talk" name={t('admin.toModerate')} />
          <Settings />
          <button type="button" class="mild" onClick={() => void session.signOut()}>
            {t('moderate.signOut')}
          </button>
        </div>
      </header>
      <main class="workplace">
        {phase === 'failed' && <LoadFailed error={view.error} onRetry={() => void house.load()} />}
        <Tabs
          label={t('admin.sections')}
          tabs={(Object.keys(tabs) as TabId[]).map((id) => ({ id, label: t(tabs[id]) }))}
          current={tab}
          onChoose={setTab}
        >
          {phase === 'loading' && <p class="intro">{t('common.loading')}</p>}
          {phase === 'ready' && tenant && (
            <>
              {tab === 'teams' && (
                <Teams house={house} teams={[...state.teams.values()]} origin={origin} search={search} />
              )}
              {tab === 'tags' && <Tags house={house} tags={[...state.tags.values()]} />}
              {tab === 'accounts' && <Accounts house={house} accounts={accounts} me={me} />}
              {tab === 'settings' && <SettingsForm house={house} tenant={tenant} />}
              {tab === 'live' && <Live pulse={pulse} tenant={tenant.slug} />}
            </>
          )}
        </Tabs>
      </main>
    </>
  );
}

/** The tab stands in the address as `#tags`, so that a reload or a link finds it again. */
function useTabInAddress() {
  const [hash, setHash] = useState(hashNow);
  useEffect(() => {
    const moved = () => setHash(hashNow());
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  const tab = hash in tabs ? (hash as TabId) : 'teams';
  const choose = (id: TabId) => {
    history.replaceState(history.state, '', `#${id}`);
    setHash(id);
  };
  return [tab, choose] as const;
}

function hashNow(): string {
  return location.hash.slice(1);
}
