import type { CompletenessCheck, CompletenessDay, CompletenessShop, ConnectionView, OrderDetail } from "@/lib/types";

import { makeLedgerDay, makeLedgerItem, makeLedgerShop } from "./factories.ts";

// The pretend hub's completeness ledger: its figures are those of the pretend orders, and one order of the second shop never
// came until a check fetches it.

const dayMs = 24 * 3600_000;

interface LedgerOptions {
  now: number;
  zone: string;
  shops: () => ConnectionView[];
  orders: () => OrderDetail[];
  tell: () => void;
  json: (body: unknown, status?: number) => Response;
  page: (all: unknown[], query: URLSearchParams) => Response;
}

/** The shop's calendar day of a moment; the pretend shop has the clock of Jakarta. */
const dayOf = (at: number) => new Date(at + 7 * 3600_000).toISOString().slice(0, 10);

export function pretendLedger({ now, zone, shops, orders, tell, json, page }: LedgerOptions) {
  const yesterday = dayOf(now - dayMs);
  let lost = true;
  let check: { shop: string; until: number; view: CompletenessCheck } | undefined;

  const ordersOf = (shop: string, day: string) =>
    orders().filter((o) => o.connection === shop && dayOf(Date.parse(o.created_at ?? "")) === day);

  function dayView(shop: string, day: string): CompletenessDay {
    const all = ordersOf(shop, day);
    const held = all.filter((o) => o.hold_code > 0);
    const skipped = all.filter((o) => o.skip_reason);
    const missing = shop === "2" && day === yesterday ? 1 : 0;
    const by = (names: string[]) =>
      names.reduce<Record<string, number>>((sum, name) => ({ ...sum, [name]: (sum[name] ?? 0) + 1 }), {});
    const today = day === dayOf(now);
    return makeLedgerDay({
      day,
      channel: all.length + missing,
      received: all.length + (lost ? 0 : missing),
      complete: all.length - held.length - skipped.length + (lost ? 0 : missing),
      held: held.length,
      skipped: skipped.length,
      unexplained: lost ? missing : 0,
      healed: lost ? 0 : missing,
      held_by: by(held.map((o) => o.hold_reason)),
      skipped_by: by(skipped.map((o) => o.skip_reason)),
      whole: !today,
      judged_to: new Date(today ? now - 60_000 : Date.parse(`${day}T17:00:00Z`)).toISOString(),
      checked_at: new Date(now - (lost ? 40 : 0) * 60_000).toISOString(),
    });
  }

  function shopView(shop: ConnectionView, days: string[]): CompletenessShop {
    // The night has not looked further back than two weeks.
    const known = days.filter((day) => day > dayOf(now - 14 * dayMs)).map((day) => dayView(shop.id, day));
    const sum = (of: (day: CompletenessDay) => number) => known.reduce((all, day) => all + of(day), 0);
    const proven = shop.id === "2" && lost ? Date.parse(`${yesterday}T00:00:00+07:00`) : now - 60_000;
    return makeLedgerShop({
      connection: shop.id,
      connection_name: shop.name,
      channel: shop.channel,
      proven_until: shop.id === "4" ? undefined : new Date(proven).toISOString(),
      check: check?.shop === shop.id ? check.view : undefined,
      days: known,
      totals: {
        ...makeLedgerDay(),
        channel: sum((day) => day.channel),
        received: sum((day) => day.received),
      },
    });
  }

  function ledger(query: URLSearchParams): Response {
    if (check && Date.now() >= check.until) {
      check = undefined;
      lost = false;
      tell();
    }
    const to = query.get("to") ?? dayOf(now);
    const from = query.get("from") ?? to;
    const days: string[] = [];
    for (let at = Date.parse(from); at <= Date.parse(to); at += dayMs)
      days.push(new Date(at).toISOString().slice(0, 10));
    const one = query.get("connection");
    const connections = shops()
      .filter((shop) => !one || shop.id === one)
      .map((shop) => shopView(shop, days));
    return json({
      from,
      to,
      zone,
      proven_until: undefined,
      reasons: { sku_not_linked: "SKU not linked" },
      connections,
    });
  }

  function items(shop: string, day: string, query: URLSearchParams): Response {
    const kind = query.get("kind") ?? "unexplained";
    const view = dayView(shop, day);
    if (kind === "unexplained" || kind === "healed") {
      const why = {
        code: 404,
        reason: "order_not_received",
        message: "The channel has this order, and it never came here.",
        remedy: "It is fetched at once, unless the policy says otherwise.",
      };
      const found = { ref: "2611209001", number: "2611209001", entry_id: "9001", found_at: view.checked_at };
      const item = makeLedgerItem({ ...found, id: "", kind, stage: "", total: "", currency: "", why });
      return page((kind === "healed" ? view.healed : view.unexplained) > 0 ? [item] : [], query);
    }
    const is = (o: OrderDetail) =>
      kind === "held"
        ? o.hold_code > 0
        : kind === "skipped"
          ? o.skip_reason !== ""
          : kind === "complete" && !o.hold_code;
    return page(
      ordersOf(shop, day)
        .filter(is)
        .map((o) =>
          makeLedgerItem({
            ...{ id: o.id, kind: kind as "held", ref: o.ref, number: o.number, stage: o.stage },
            ...{ total: o.total, currency: o.currency, why: o.hold ?? o.skip },
          }),
        ),
      query,
    );
  }

  return {
    get: (shop: string, day: string, query: URLSearchParams) => (shop ? items(shop, day, query) : ledger(query)),
    check: (shop: string, from: string, to: string) => {
      const found = shops().find((one) => one.id === shop);
      if (!found) return json({ title: "Problem", status: 404, detail: "There is no such connection." }, 404);
      if (found.state !== "active")
        return json({ title: "Problem", status: 409, detail: `${found.name} is paused. Resume it first.` }, 409);
      const view = { running: true, scope: "asked" as const, from, to, phase: "compare", day: to };
      check = { shop, until: Date.now() + 1_000, view: { ...view, days: 7, days_done: 3, orders: 120 } };
      tell();
      return json(shopView(found, [to]), 202);
    },
  };
}
