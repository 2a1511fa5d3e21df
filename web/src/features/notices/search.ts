import { date, oneOf, text } from "@/lib/search";
import { z } from "@/lib/zod";

import { sorts, states, ways, whats } from "./kinds";

/** The filters of the messages as they stand in the address. */
export const noticesSearch = z.object({
  from: date,
  to: date,
  state: oneOf(states),
  what: oneOf(whats),
  way: oneOf(ways),
  sort: oneOf(sorts),
  recipient: text,
  connection: text,
  /** The message in the drawer. */
  message: text,
});

export type NoticesSearch = z.infer<typeof noticesSearch>;
export type NoticesFilter = Omit<NoticesSearch, "message">;

export function filterOf({ message, ...filter }: NoticesSearch): NoticesFilter {
  return filter;
}

export function isFiltered(filter: NoticesFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}
