import { type RefObject } from "react";

import { useHotkeys } from "./use-hotkeys";

interface ListKeys {
  ids: string[];
  /** The row that is open in the drawer. */
  openId?: string;
  onOpen: (id: string) => void;
  search?: RefObject<HTMLInputElement | null>;
  /** Further keys, given the row they are about. */
  keys?: Record<string, (id: string) => void>;
}

function focusedRow(): string | undefined {
  const row = document.activeElement?.closest("[data-row-id]");
  return row instanceof HTMLElement ? row.dataset.rowId : undefined;
}

function focusRow(id: string): void {
  const row = document.querySelector(`[data-row-id="${CSS.escape(id)}"]`);
  const link = row?.querySelector<HTMLElement>("[data-row-link]");
  link?.focus();
  row?.scrollIntoView({ block: "nearest" });
}

/**
 * j and k walk the rows, Enter opens (the focused row's link does that by itself), / goes to the search box. With the
 * drawer open, j and k show the next and the previous row in it.
 */
export function useListKeys({ ids, openId, onOpen, search, keys = {} }: ListKeys): void {
  const step = (by: 1 | -1) => {
    const at = openId ?? focusedRow();
    const index = at === undefined ? -1 : ids.indexOf(at);
    const next = ids[index === -1 && by === -1 ? ids.length - 1 : index + by];
    if (next === undefined) return;
    if (openId !== undefined) onOpen(next);
    else focusRow(next);
  };
  useHotkeys({
    j: () => step(1),
    k: () => step(-1),
    "/": (event) => {
      event.preventDefault();
      search?.current?.focus();
      search?.current?.select();
    },
    ...Object.fromEntries(
      Object.entries(keys).map(([key, act]) => [
        key,
        () => {
          const id = openId ?? focusedRow();
          if (id !== undefined) act(id);
        },
      ]),
    ),
  });
}
