import { z } from "@/lib/zod";

import { codes, date, flag, oneOf, text } from "@/lib/search";
import { syncTypeNames } from "@/lib/words";

/** What part of the log a tab shows, beside all of it. */
export const logTabs = ["orders", "inventory", "errors"] as const;

/** The operations of a tab. */
const operationsOf: Record<string, readonly string[]> = {
  orders: [
    "create_order",
    "convert_order_to_invoice",
    "create_invoice",
    "create_outbound_logistic",
    "add_payment",
    "void_invoice",
    "cancel_order",
    "create_credit_note",
    "download_order",
    "create_channel_invoice",
    "answer_cancel",
    "decide_order",
    "release_order",
    "override_sku",
    "void_document",
    "restore_document",
    "fulfillment_update",
  ],
  inventory: ["link_sku", "inventory_update", "inventory_sync", "price_update", "product_update"],
};

/** The filters of the log as they stand in the address, so that a view can be sent to a colleague. */
export const logsSearch = z.object({
  tab: oneOf(logTabs),
  from: date,
  to: date,
  connection: text,
  channel: text,
  operation: text,
  /** One outcome code, or several with commas between. */
  code: codes,
  ref: text,
  sku: text,
  q: text,
  sync_type: oneOf(syncTypeNames),
  cycle: text,
  issue: text,
  /** What a bulk action wrote. */
  bulk: text,
  hide_resolved: flag,
  only_resolved: flag,
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

/** What the hub is asked for: it knows no tabs, but operations and errors. A type chosen by itself counts before the tab's. */
export function askOf({ tab, ...filter }: LogsFilter): Omit<LogsFilter, "tab"> {
  const operation = filter.operation ?? (tab && operationsOf[tab]?.join(","));
  return { ...filter, operation, errors_only: tab === "errors" || filter.errors_only || undefined };
}

/** Whether anything but the tab narrows the list. */
export function isFiltered({ tab, ...filter }: LogsFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}
