import { useEffect, useState } from 'preact/hooks';

interface Source<T> {
  get: () => T;
  subscribe: (listener: () => void) => () => void;
}

/** What a source holds, drawn again at each change: also at one between the first picture and the listening. */
export function useStore<T>(source: Source<T>): T {
  const [held, show] = useState(source.get());
  useEffect(() => {
    const follow = () => show(source.get());
    follow();
    return source.subscribe(follow);
  }, [source]);
  return held;
}
