import { useEffect, useState } from 'preact/hooks';

/** The question of the address, `#q-<id>`: its row is to be shown, and the browser is sent to it. */
export function useLinked(questions: ReadonlyMap<string, unknown>): string | undefined {
  const [id, setId] = useState(linkedId);
  useEffect(() => {
    const follow = () => setId(linkedId());
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const there = id !== undefined && questions.has(id);
  useEffect(() => {
    // The rows came after the address: the browser is asked to look for the place once more.
    if (there) location.replace(location.hash);
  }, [there, id]);
  return id;
}

function linkedId(): string | undefined {
  return /^#q-(.+)/.exec(location.hash)?.[1];
}
