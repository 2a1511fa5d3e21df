import { z } from "@/lib/zod";

import { date, oneOf, text } from "@/lib/search";
import type { CompletenessItem } from "@/lib/types";

export type Kind = CompletenessItem["kind"];

/** What the ledger says about an order or a document, first what is wrong. */
export const kinds = [
  "unexplained",
  "unequal",
  "orphan",
  "gone",
  "held",
  "pending",
  "skipped",
  "complete",
  "healed",
] as const satisfies readonly Kind[];

export const daySearch = z.object({ kind: oneOf(kinds) });

export const completenessSearch = z.object({
  days: oneOf(["7", "30"]),
  /** The cell in the drawer: a shop on a day, and which of its orders. */
  shop: text,
  day: date,
  kind: oneOf(kinds),
});

export type CompletenessSearch = z.infer<typeof completenessSearch>;
