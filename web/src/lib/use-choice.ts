import { useState } from "react";

/** Which rows of a list an action is about: those ticked, or everything that matches the filters. */
export interface RowChoice {
  ids: string[];
  everything: boolean;
  takeEverything: () => void;
  clear: () => void;
  /** For the table's boxes. */
  selection: { ids: ReadonlySet<string>; onToggle: (id: string) => void; onToggleAll: (on: boolean) => void };
}

/** `shown` are the rows in view: one ticked under other filters is not in view any more, so it does not count. */
export function useChoice(shown: string[]): RowChoice {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [everything, setEverything] = useState(false);
  const ids = everything ? shown : shown.filter((id) => ticked.has(id));
  const set = (next: Iterable<string>) => {
    setEverything(false);
    setTicked(new Set(next));
  };
  return {
    ids,
    everything,
    takeEverything: () => setEverything(true),
    clear: () => set([]),
    selection: {
      ids: new Set(ids),
      onToggle: (id) => set(ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]),
      onToggleAll: (on) => set(on ? shown : []),
    },
  };
}
