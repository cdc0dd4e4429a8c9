import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import { withEntry, withoutEntry } from '../../core/state';
import type { Question } from '../../core/types';

export type EditorKind = 'answer' | 'words' | 'tag' | 'decline';

interface Open {
  kind: EditorKind;
  /** The tab it was opened in: there the card stays, whatever becomes of the question. */
  tab: string;
}

export interface Draft {
  text: string;
  /** The question as it was when the editor opened: what the words were written over. */
  base: Question;
}

/** Which cards are being written in, and what was written so far. */
export function useEditors(tab: string) {
  const [editors, setEditors] = useState<ReadonlyMap<string, Open>>(new Map());
  const drafts = useRef(new Map<string, Draft>());
  const here = useRef(tab);
  here.current = tab;
  const open = useCallback(
    (id: string, kind: EditorKind | null) =>
      setEditors((old) => (kind ? withEntry(old, id, { kind, tab: here.current }) : withoutEntry(old, id))),
    [],
  );
  const kept = useMemo(
    () => new Set([...editors].filter(([, editor]) => editor.tab === tab).map(([id]) => id)),
    [editors, tab],
  );
  return { editors, drafts: drafts.current, open, kept };
}
