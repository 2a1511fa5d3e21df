import type { OrderDetail, Policy, PolicyPreview } from "@/lib/types";

// What the shop chose, and what another choice would do. The pretend planner knows two rules: whether orders wait for a person,
// and what a paid order becomes.

export function makePolicy(change: Partial<Policy> = {}): Policy {
  return {
    order_download_mode: "auto_invoice",
    download_from: "0001-01-01T00:00:00Z",
    drop_into: "invoice",
    auto_process: true,
    payment_at: "completed",
    returns: "manual",
    restock_returns: false,
    unmapped_sku: "create",
    unmapped_payment_method: "as_named",
    missing_orders: "download",
    tolerance: "0",
    orders_every_seconds: 300,
    ...change,
  };
}

const pending = { code: 200, reason: "pending", message: "It waits until a person lets it through.", remedy: "" };

type Fate = PolicyPreview["samples"][number]["present"];

function fate(policy: Policy, order: OrderDetail): Fate {
  if (!policy.auto_process) return { operations: [], why: pending };
  const first = policy.drop_into === "sales_order" && order.stage === "paid" ? "create_order" : "create_invoice";
  return { operations: [first] };
}

function tally(fates: Fate[]) {
  const operations: Record<string, number> = {};
  const holds: Record<string, number> = {};
  for (const { operations: names, why } of fates) {
    for (const name of names) operations[name] = (operations[name] ?? 0) + 1;
    if (why) holds[why.reason] = (holds[why.reason] ?? 0) + 1;
  }
  return { operations, holds, skips: {} };
}

export function pretendPreview(present: Policy, proposed: Policy, orders: OrderDetail[]): PolicyPreview {
  const both = orders.map((order) => ({ order, now: fate(present, order), then: fate(proposed, order) }));
  const other = both.filter(({ now, then }) => JSON.stringify(now) !== JSON.stringify(then));
  return {
    from: orders.at(-1)?.created_at ?? "",
    peeked: false,
    orders: orders.length,
    capped: false,
    changed: other.length,
    present: tally(both.map(({ now }) => now)),
    proposed: tally(both.map(({ then }) => then)),
    reasons: { pending: "Waits to be let through" },
    samples: other.slice(0, 20).map(({ order: { id, ref, number, stage, total, currency }, now, then }) => ({
      ...{ id, ref, number, stage, total, currency },
      ...{ present: now, proposed: then },
    })),
  };
}
