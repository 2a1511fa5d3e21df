import { z } from "@/lib/zod";

import { date, oneOf, text } from "@/lib/search";

export const documentsSearch = z.object({
  connection: text,
  channel: text,
  q: text,
  from: date,
  to: date,
  payment: oneOf(["unpaid", "paid"]),
  delivery: oneOf(["unsent", "sent"]),
  /** Which kind the recycle bin shows. */
  bin: oneOf(["sales-orders", "invoices", "outbounds", "payments", "credit-notes"]),
  /** The document in the drawer. */
  document: text,
});

export type DocumentsSearch = z.infer<typeof documentsSearch>;
export type DocumentsFilter = Omit<DocumentsSearch, "document" | "bin">;

export function filterOf({ document, bin, ...filter }: DocumentsSearch): DocumentsFilter {
  return filter;
}

export function isFiltered(filter: DocumentsFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}
