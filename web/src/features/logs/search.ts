import { z } from "@/lib/zod";

import { date, flag, number, oneOf, text } from "@/lib/search";
import { syncTypeNames } from "@/lib/words";

/** The filters of the log as they stand in the address, so that a view can be sent to a colleague. */
export const logsSearch = z.object({
  from: date,
  to: date,
  connection: text,
  channel: text,
  operation: text,
  code: number,
  ref: text,
  sku: text,
  q: text,
  sync_type: oneOf(syncTypeNames),
  cycle: text,
  hide_resolved: flag,
  errors_only: flag,
  /** The entry in the drawer. */
  entry: text,
});

export type LogsSearch = z.infer<typeof logsSearch>;
export type LogsFilter = Omit<LogsSearch, "entry">;

/** What narrows the list, without what is open beside it. */
export function filterOf({ entry, ...filter }: LogsSearch): LogsFilter {
  return filter;
}

export function isFiltered(filter: LogsFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}
