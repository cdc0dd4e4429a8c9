import { useEffect, useState } from 'preact/hooks';

interface Props {
  questions: ReadonlyMap<string, unknown>;
  /** Told which row is to be there, however far down it stands. */
  onLink: (id: string | undefined) => void;
}

/** The question of the address, `#q-<id>`: the browser is sent to it once its row is there. */
export function Linked({ questions, onLink }: Props) {
  const [id, setId] = useState(linkedId);
  useEffect(() => {
    const follow = () => setId(linkedId());
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const there = id !== undefined && questions.has(id);
  useEffect(() => {
    onLink(id);
    // The rows came after the address: the browser is asked to look for the place once more.
    if (there) setTimeout(() => location.replace(location.hash));
  }, [there, id]);
  return null;
}

function linkedId(): string | undefined {
  return /^#q-(.+)/.exec(location.hash)?.[1];
}
