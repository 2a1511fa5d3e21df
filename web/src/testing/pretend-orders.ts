import type { OrderDetail } from "@/lib/types";

import { type Answer, type Asked, has, is, json, page, problem, within } from "./pretend-answer.ts";
import { answerWish } from "./pretend-wishes.ts";
import type { World } from "./pretend-world.ts";

const listPart = ({ snapshot, documents, entries, planned, raw, hold, skip, ...row }: OrderDetail) => row;

/** Orders that match a filter, as /orders takes it. */
export function ordersOf({ orders }: World, query: URLSearchParams): OrderDetail[] {
  const ids = query.get("ids")?.split(",");
  return orders.filter(
    (o) =>
      (!ids || ids.includes(o.id)) &&
      is(o.tab, query.get("tab")) &&
      is(o.connection, query.get("connection")) &&
      is(o.channel, query.get("channel")) &&
      is(o.issue_id ?? "", query.get("issue")) &&
      within(o.created_at, query) &&
      !(query.get("held") === "true" && o.hold_code === 0) &&
      has(`${o.ref} ${o.number} ${o.buyer}`, query.get("q")),
  );
}

/** What held the order no longer does. */
export function letThrough(order: OrderDetail): void {
  order.choices = [];
  order.hold = undefined;
  order.hold_code = 0;
  order.hold_message = "";
  order.issue_id = undefined;
  order.tab = order.stage === "cancelled" ? "cancelled" : "to_ship";
}

/** /orders. */
export function ordersAnswers(world: World): Answer {
  return (asked) => {
    if (asked.method === "GET") return read(world, asked);
    if (asked.method === "POST") return write(world, asked);
  };
}

function read(world: World, { path: [id], query }: Asked): Response {
  if (id === "tabs") return json({ tabs: tabs(world, query) });
  if (id) {
    const order = world.orders.find((o) => o.id === id);
    return order ? json(order) : problem(404, "There is no order with this id.");
  }
  const found = ordersOf(world, query).sort((a, b) => (b.updated_at ?? "").localeCompare(a.updated_at ?? ""));
  return page(found.map(listPart), query);
}

function tabs({ orders }: World, query: URLSearchParams): { tab: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const o of orders)
    if (is(o.connection, query.get("connection"))) counts.set(o.tab, (counts.get(o.tab) ?? 0) + 1);
  return [...counts].map(([tab, count]) => ({ tab, count }));
}

function write(world: World, { path: [id, verb], body }: Asked): Response {
  const order = world.orders.find((o) => o.id === id);
  if (verb === "decide" && order) {
    order.decision = String(body.choice);
    letThrough(order);
    order.tab = "cancelled";
  }
  if (verb === "answer-cancel" && order) {
    if (!order.snapshot.cancel_requested)
      return problem(400, "The buyer does not ask to cancel this order, or not any more.");
    answerWish(order, String(body.answer));
  }
  if (verb === "override" && order) override(world, order, body);
  world.tell("orders", "logs", "status");
  return json(order ?? world.orders[0]);
}

function override({ at, session }: World, order: OrderDetail, body: Record<string, unknown>): void {
  const [ref, sku] = [String(body.line), String(body.sku)];
  order.overrides = order.overrides.filter((o) => o.line !== ref);
  if (sku) order.overrides.push({ line: ref, sku, by: session.user.email, at: at(0), reason: String(body.reason) });
  const line = order.snapshot.lines.find((l) => l.ref === ref);
  if (line) Object.assign(line, { linked_sku: sku, unlinked: sku === "" });
  if (sku && order.hold?.reason === "sku_not_linked") letThrough(order);
}
