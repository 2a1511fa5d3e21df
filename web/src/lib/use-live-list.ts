import { useMemo } from "react";

interface Identified {
  id: string;
}

export interface LiveList<T> {
  rows: T[];
  /** Rows the hub has that the page does not show yet. */
  fresh: number;
  /** More may be waiting than we have looked at. */
  more: boolean;
  /** Rows on the page that have left this list since; they stay until the reader asks. */
  gone: Set<string>;
}

/**
 * Keeps a list still while the shop moves. `shown` is what the reader has loaded; `head` is the first page as it is now.
 * Rows in both take their newest content in place; new ones are only counted, so that nothing jumps under the pointer.
 */
export function liveList<T extends Identified>(shown: T[], head: T[] | undefined, headIsAll: boolean): LiveList<T> {
  if (!head) return { rows: shown, fresh: 0, more: false, gone: new Set() };
  const now = new Map(head.map((row) => [row.id, row]));
  const known = new Set(shown.map((row) => row.id));
  const fresh = head.filter((row) => !known.has(row.id)).length;
  // Where the head ends among the shown rows; what stands above and is not in the head has gone.
  let last = -1;
  shown.forEach((row, i) => {
    if (now.has(row.id)) last = i;
  });
  const reach = headIsAll ? shown.length : last;
  const gone = new Set(shown.filter((row, i) => i < reach && !now.has(row.id)).map((row) => row.id));
  return {
    rows: shown.map((row) => now.get(row.id) ?? row),
    fresh,
    more: fresh > 0 && fresh === head.length && !headIsAll,
    gone,
  };
}

export function useLiveList<T extends Identified>(
  shown: T[],
  head: { items: T[]; next_cursor: string } | undefined,
): LiveList<T> {
  return useMemo(() => liveList(shown, head?.items, head?.next_cursor === ""), [shown, head]);
}
