import { useEffect, useState } from 'preact/hooks';
import type { Deeds } from '../core/deeds';
import type { DraftKeeper } from '../core/draft';
import type { Store } from '../core/store';
import type { Toasts } from '../core/toasts';
import { t } from '../core/words';
import { AskBox } from './ask-box';
import { Foot, KeptAsks, NoTeam, Paused } from './late';
import { LoadFailed } from './load-failed';
import { Masthead } from './masthead';
import { RoomQuestions } from './room-questions';
import { useStore } from './use-store';

interface Props {
  store: Store;
  deeds: Deeds;
  keeper: DraftKeeper;
  /** Fetched after the page: nothing has been done yet that could be told. */
  toasts: Promise<Toasts>;
  search: string;
}

export function Room({ store, deeds, keeper, toasts, search }: Props) {
  const view = useStore(store);
  const [talk, setTalk] = useState<Toasts | null>(null);
  useEffect(() => void toasts.then(setTalk, () => undefined), [toasts]);
  const { phase, error } = view;
  const team = view.team && (view.state.teams.get(view.team.id) ?? view.team);
  const staged = view.questions.get(view.state.stage.get(team?.id ?? '') ?? '');
  useEffect(() => {
    document.title = `${team?.name ?? t('room.title')} · Openfloor`;
  }, [team?.name]);
  const pause = { on: view.paused, set: (on: boolean) => (on ? store.pause() : store.resume()) };
  return (
    <>
      <Masthead view={view} team={team} staged={staged} pause={pause} />
      <main class="room">
        {phase === 'no-team' ? (
          <NoTeam teams={[...view.state.teams.values()]} search={search} />
        ) : (
          <>
            <section class="asking" aria-label={t('room.ask')}>
              {team && team.state !== 'open' ? (
                <>
                  <p class="banner">{t(team.state === 'closed' ? 'room.closed' : 'room.voteOnly')}</p>
                  <KeptAsks asks={view.overlay.asks} deeds={deeds} />
                </>
              ) : (
                <AskBox {...{ store, deeds, keeper, toasts }} asks={view.overlay.asks} />
              )}
            </section>
            <section class="questions" aria-label={t('room.title')}>
              {phase === 'failed' && <LoadFailed error={error} onRetry={() => store.start()} />}
              {view.paused && <Paused waiting={view.waiting} onResume={() => store.resume()} />}
              <RoomQuestions {...{ view, store, deeds, toasts }} staged={staged?.id} />
            </section>
          </>
        )}
      </main>
      {talk && <Foot view={view} store={store} toasts={talk} staged={staged?.id} />}
    </>
  );
}
