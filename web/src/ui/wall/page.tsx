import type { Store } from '../../core/store';
import { useStore } from '../use-store';
import { Away } from './away';
import { Choose } from './late';
import { Screen, type ScreenProps } from './screen';

type Props = Omit<ScreenProps, 'view'> & { store: Store; slug: string | null };

/** One team's wall; without a team's name in the address, the whole tenant's or the choice of teams. */
export function Wall({ store, slug, hand, origin, search }: Props) {
  const view = useStore(store);
  const teams = [...view.state.teams.values()];
  if (view.phase === 'no-team' || (slug === null && teams.length > 0))
    return <Choose teams={teams} search={search} missing={view.phase === 'no-team'} />;
  if (view.phase === 'failed')
    return (
      <main class="choose">
        <h1>Openfloor</h1>
        <p role="alert">{view.error}</p>
        <Away stream="waiting" phase={view.phase} />
      </main>
    );
  return <Screen view={view} hand={hand} origin={origin} search={search} />;
}
