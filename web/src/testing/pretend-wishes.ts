import type { OrderDetail } from "@/lib/types";

/** Buyers who wish to cancel: one at a channel that takes an answer, and one at a channel that takes none. */
export function wishToCancel(orders: OrderDetail[]): void {
  const of = (channel: string) => orders.find((o) => o.channel === channel && o.tab === "to_ship");
  const [answerable, elsewhere] = [of("shopee"), of("woocommerce")];
  if (answerable) {
    answerable.snapshot.cancel_requested = true;
    answerable.snapshot.cancel_reason = "Found it cheaper elsewhere";
    answerable.cancel_answers = ["accept", "reject"];
  }
  if (elsewhere) {
    elsewhere.snapshot.cancel_requested = true;
    elsewhere.cancel_elsewhere = {
      code: 400,
      reason: "cancel_not_answerable",
      message: "WooCommerce takes the answer to a buyer who wishes to cancel in its own pages only.",
      remedy: "Open the order in WooCommerce and answer there; then fetch it here again.",
    };
  }
}

/** The order as it is once its buyer has an answer. */
export function answerWish(order: OrderDetail, answer: string): void {
  order.snapshot.cancel_requested = false;
  order.cancel_answers = [];
  if (answer !== "accept") return;
  order.stage = "cancelled";
  order.tab = "cancelled";
  for (const document of order.documents) document.voided = true;
}
