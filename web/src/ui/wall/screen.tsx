import { useEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import { select } from '../../core/selectors';
import type { StageHand } from '../../core/stage-hand';
import type { Snapshot } from '../../core/store';
import type { Question } from '../../core/types';
import { t } from '../../core/words';
import { after, before, goTo, staged, start, upcoming, type Walk } from '../../core/walk';
import { Away } from './away';
import { JoinCard } from './join-card';
import { Controls } from './late';
import { Next, OnStage } from './questions';
import { useMotion } from './use-motion';
import { toggleFullScreen, usePresenterKeys, useRestingPointer } from './use-presenter';

export interface ScreenProps {
  view: Snapshot;
  hand: StageHand;
  /** The public address, scheme and host. */
  origin: string;
  search: string;
}

export function Screen({ view, hand, origin, search }: ScreenProps) {
  const { state, phase, stream, whole } = view;
  const team = view.team && (state.teams.get(view.team.id) ?? view.team);
  // Whoever is signed in here may know of more; the wall shows what everybody may see.
  const questions = useMemo(
    () => select(view.questions.values(), { teamId: team?.id ?? null }, 'popular'),
    [view.questions, team?.id],
  );
  const current = useStage(hand, team ? staged(state, team) : null, questions);
  const walk = useWalk(current?.id ?? null, questions);
  const next = upcoming(walk, questions);
  const show = (id: string | null) => {
    if (id !== null) void hand.show(id, team?.id ?? null);
  };
  const presenter = {
    forward: () => show(after(walk, questions)),
    back: () => show(before(walk, questions)),
  };
  const [keys, setKeys] = useState(true);
  usePresenterKeys(presenter, keys);
  useRestingPointer();
  const root = useMotion([current?.id, ...next.slice(0, 5).map(({ id }) => id)].join(' '));
  const here = state.presence.get(team?.id ?? '') ?? 0;
  return (
    <div class={`wall ${current ? 'on' : 'off'}`} ref={root}>
      <header>
        <p class="name" dir="auto">
          {team?.name ?? state.tenant?.name ?? 'Openfloor'}
        </p>
        {here > 1 && <p>{t('wall.here', { n: here })}</p>}
        <Away stream={stream} phase={phase} />
      </header>
      <main>
        {current && <OnStage question={current} />}
        <Next
          questions={next}
          team={team}
          onStage={current !== undefined}
          any={questions.length > 0}
          ready={whole}
        />
        <JoinCard team={team} origin={origin} search={search} />
      </main>
      <Controls {...{ presenter, keys }} onKeys={setKeys} onFullScreen={toggleFullScreen} />
    </div>
  );
}

/** The question on stage, if it may be seen: one that was hidden leaves at once. */
function useStage(hand: StageHand, id: string | null, questions: readonly Question[]): Question | undefined {
  const [, refresh] = useReducer((n: number) => n + 1, 0);
  useEffect(() => hand.subscribe(() => refresh(0)), [hand]);
  const shown = hand.shown(id);
  return questions.find((question) => question.id === shown);
}

function useWalk(id: string | null, questions: readonly Question[]): Walk {
  const walk = useRef(start);
  const last = useRef<string | null>(null);
  if (last.current !== id) walk.current = goTo(walk.current, id, questions);
  last.current = id;
  return walk.current;
}
