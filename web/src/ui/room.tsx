import { useEffect, useState } from 'preact/hooks';
import type { Deeds } from '../core/deeds';
import type { DraftKeeper } from '../core/draft';
import { learn } from '../core/reducer';
import type { Snapshot, Store } from '../core/store';
import type { Toasts } from '../core/toasts';
import type { Question } from '../core/types';
import { t } from '../core/words';
import { AskBox } from './ask-box';
import { Foot, NoTeam } from './late';
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
    if (team) document.title = `${team.name} · Openfloor`;
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
                <p class="banner">{t(team.state === 'closed' ? 'room.closed' : 'room.voteOnly')}</p>
              ) : (
                <Asking {...{ view, store, deeds, keeper, toasts }} />
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

/** Stands where it can be seen and heard: a still page must not be taken for a quiet room. */
function Paused({ waiting, onResume }: { waiting: number; onResume: () => void }) {
  return (
    <p class="banner paused">
      <span>{waiting > 0 ? t('room.paused.waiting', { n: waiting }) : t('room.paused')}</span>
      <button type="button" class="plain" onClick={onResume}>
        {t('room.paused.resume')}
      </button>
    </p>
  );
}

function Asking({ view, store, deeds, keeper, toasts }: Omit<Props, 'search'> & { view: Snapshot }) {
  const findSimilar = async (text: string) => {
    const teamId = view.team?.id;
    const query = { q: text, ...(teamId ? { teamId } : {}) };
    return (await store.api.get<{ items: Question[] }>('/questions/similar', query)).items;
  };
  const voteInstead = async (question: Question, undo: () => void) => {
    store.change((state) => learn(state, question));
    const vote = () => void deeds.toggleVote(question.id);
    const fresh = !store.get().questions.get(question.id)?.viewer?.upvoted;
    if (fresh) vote();
    (await toasts).say(t('room.similar.voted'), {
      label: t('common.undo'),
      run: () => {
        undo();
        if (fresh) vote();
      },
    });
  };
  return (
    <AskBox
      deeds={deeds}
      keeper={keeper}
      asks={view.overlay.asks}
      findSimilar={findSimilar}
      onVoteInstead={(question, undo) => void voteInstead(question, undo)}
    />
  );
}
