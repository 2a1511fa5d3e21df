import { date, oneOf, text } from "@/lib/search";
import type { WebhookDelivery } from "@/lib/types";
import { z } from "@/lib/zod";

export const states = ["waiting", "delivered", "failed"] as const satisfies readonly WebhookDelivery["state"][];

/** The filters of an endpoint's deliveries as they stand in the address. */
export const deliveriesSearch = z.object({
  state: oneOf(states),
  type: text,
  reference: text,
  from: date,
  to: date,
  /** The delivery in the drawer. */
  delivery: text,
});

export type DeliveriesSearch = z.infer<typeof deliveriesSearch>;
export type DeliveriesFilter = Omit<DeliveriesSearch, "delivery">;

export function filterOf({ delivery, ...filter }: DeliveriesSearch): DeliveriesFilter {
  return filter;
}

export function isFiltered(filter: DeliveriesFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}
