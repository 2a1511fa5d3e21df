import { date, text } from "@/lib/search";
import { z } from "@/lib/zod";

/** The filters of the audit trail as they stand in the address. Who, action and subject are matched exactly. */
export const auditSearch = z.object({ actor: text, action: text, subject: text, from: date, to: date });

export type AuditSearch = z.infer<typeof auditSearch>;

export function isFiltered(search: AuditSearch): boolean {
  return Object.values(search).some((value) => value !== undefined);
}
