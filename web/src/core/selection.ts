/** Which questions a moderator has picked out, and where a shift-click reaches back to. */

export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** The one picked last. */
  readonly anchor: string | null;
}

export const noSelection: Selection = { ids: new Set(), anchor: null };

export function toggle({ ids }: Selection, id: string): Selection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: id };
}

/** From the anchor to `id`, as they stand in the list, whichever is above. */
export function reachTo(selection: Selection, id: string, rows: readonly string[]): Selection {
  const from = selection.anchor === null ? -1 : rows.indexOf(selection.anchor);
  const to = rows.indexOf(id);
  if (from < 0 || to < 0) return toggle(selection, id);
  const between = rows.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { ids: new Set([...selection.ids, ...between]), anchor: id };
}

/** What left the list is not picked any more. */
export function within({ ids }: Selection, rows: readonly string[]): string[] {
  return rows.filter((id) => ids.has(id));
}
