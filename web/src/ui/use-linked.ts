import { useEffect, useState } from 'preact/hooks';

/** The question of the address, `#q-<id>`: its row is shown and the browser sent to it. */
export function useLinked(ready: boolean): string | undefined {
  const [id, setId] = useState(linkedId);
  useEffect(() => {
    const follow = () => setId(linkedId());
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  useEffect(() => {
    // The rows came after the address: the browser is asked to look for the place once more.
    if (ready && id) location.replace(location.hash);
  }, [ready, id]);
  return id;
}

function linkedId(): string | undefined {
  return /^#q-(.+)/.exec(location.hash)?.[1];
}
