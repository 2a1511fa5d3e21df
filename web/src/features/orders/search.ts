import { z } from "@/lib/zod";

import { date, flag, oneOf, text } from "@/lib/search";
import { orderTabs } from "@/lib/words";

export const ordersSearch = z.object({
  tab: oneOf(orderTabs),
  connection: text,
  channel: text,
  q: text,
  from: date,
  to: date,
  /** Only what waits for a person or a change, on whatever tab. */
  held: flag,
  /** Only what one issue holds up. */
  issue: text,
  /** The order in the drawer. */
  order: text,
});

export type OrdersSearch = z.infer<typeof ordersSearch>;
export type OrdersFilter = Omit<OrdersSearch, "order">;

export function filterOf({ order, ...filter }: OrdersSearch): OrdersFilter {
  return filter;
}

/** Whether anything but the tab narrows the list. */
export function isFiltered({ tab, ...filter }: OrdersFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}
