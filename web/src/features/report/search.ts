import { z } from "@/lib/zod";

import { addDays, dateIn } from "@/lib/dates";
import { date, text } from "@/lib/search";

export const reportSearch = z.object({
  from: date,
  to: date,
  operation: text,
  connection: text,
  channel: text,
});

export type ReportSearch = z.infer<typeof reportSearch>;

/** The span of the report: what the address says, else the last seven days, today included. */
export function reportSpan({ from, to }: ReportSearch, zone: string, now: number): { from: string; to: string } {
  const last = to ?? dateIn(zone, now);
  return { from: from ?? addDays(last, -6), to: last };
}

/** What every link of the report into the log has in common. */
export type ReportBase = { from: string; to: string; connection?: string; channel?: string; operation?: string };

/** Entries of one code, or of several together. */
export type ReportLink = ReportBase & { code?: string };
