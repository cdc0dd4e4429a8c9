import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { Team } from '../../core/types';

interface Choice {
  /** Unknown until the teams are read. */
  id?: string;
  /** As the address says it; none is all teams. */
  slug: string;
}

/** The team the desk is narrowed to. The address keeps it: over a reload, or for a colleague. */
export function useTeam(teams: readonly Team[]) {
  const [choice, choose] = useState<Choice>(inAddress);
  const team = teams.find(({ id, slug }) =>
    choice.id === undefined ? slug === choice.slug : id === choice.id,
  );
  useEffect(() => {
    const moved = () => choose(inAddress());
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  // From now on it is this one, by whatever name.
  useLayoutEffect(() => {
    if (team) choose(choiceOf(team));
  }, [team?.id]);
  useLayoutEffect(() => {
    if (team && team.slug !== inAddress().slug) write(team.slug);
  }, [team?.slug]);
  return {
    team,
    choose: (id: string) => {
      const chosen = teams.find((one) => one.id === id);
      write(chosen?.slug ?? '');
      choose(chosen ? choiceOf(chosen) : { slug: '' });
    },
  };
}

function choiceOf({ id, slug }: Team): Choice {
  return { id, slug };
}

function inAddress(): Choice {
  return { slug: new URLSearchParams(location.hash.slice(1)).get('team') ?? '' };
}

function write(slug: string): void {
  const hash = slug ? `#${new URLSearchParams({ team: slug })}` : '';
  history.replaceState(history.state, '', location.pathname + location.search + hash);
}
