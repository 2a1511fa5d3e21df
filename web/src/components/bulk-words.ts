import type { BulkKind } from "@/lib/types";

import { t } from "./words";

/** What a bulk action does, in a sentence. */
export function bulkWhat(kind: BulkKind): string {
  return t(`bulk_what.${kind}`);
}
