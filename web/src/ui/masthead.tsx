import { useRef } from 'preact/hooks';
import type { Snapshot } from '../core/store';
import type { Question, Team } from '../core/types';
import { t } from '../core/words';
import { play, unfold, useChange } from './motion';
import { Settings, type SettingsProps } from './settings';

interface Props {
  view: Snapshot;
  team: Team | null;
  /** What is being answered right now. */
  staged: Question | undefined;
  pause: SettingsProps['pause'];
}

/** Where you are, how many are here with you, and what is being answered right now. */
export function Masthead({ view: { state }, team, staged, pause }: Props) {
  const here = state.presence.get(team?.id ?? '');
  return (
    <header class="band">
      <div class="band-top">
        <p class="tenant">{state.tenant?.name ?? 'Openfloor'}</p>
        <Settings notices pause={pause} />
      </div>
      <h1 dir="auto">{team?.name ?? t('room.title')}</h1>
      {team?.description && (
        <p class="lede" dir="auto">
          {team.description}
        </p>
      )}
      {here !== undefined && here > 1 && <p class="here">{t('room.here', { n: here })}</p>}
      <NowAnswering question={staged} />
    </header>
  );
}

/** On top of everything while a question is answered; said once, and never by colour alone. */
function NowAnswering({ question }: { question: Question | undefined }) {
  const card = useRef<HTMLDivElement>(null);
  useChange(question?.id, () => play(card.current, unfold, 360));
  return (
    <div role="status" ref={card}>
      {question && (
        <section class="now" aria-label={t('room.now')}>
          <h2>{t('room.now')}</h2>
          <p class="now-body" dir="auto">
            {question.body}
          </p>
          <p class="now-author">
            <bdi>{question.authorName ?? t('common.anonymous')}</bdi>
          </p>
        </section>
      )}
    </div>
  );
}
