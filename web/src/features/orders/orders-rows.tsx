import { Link } from "@tanstack/react-router";

import { CodeBadge, StageBadge } from "@/components/ui/badge";
import { ConnectionName } from "@/components/ui/channel-icon";
import { Copyable } from "@/components/ui/copyable";
import type { Column } from "@/components/ui/data-table";
import { When } from "@/components/ui/when";
import { money } from "@/lib/money";
import type { Order } from "@/lib/types";
import { sentenceCase } from "@/lib/words";

function OpenLink({ order }: { order: Order }) {
  return (
    <Link
      from="/orders"
      to="/orders"
      search={(old) => ({ ...old, order: order.id })}
      className="mono"
      resetScroll={false}
      preload={false}
      data-row-link
    >
      {order.number || order.ref}
    </Link>
  );
}

/** Why an order does not go on: held with a code, or left out by a rule. */
function Why({ order }: { order: Order }) {
  if (order.hold_code > 0) return <CodeBadge code={order.hold_code} reason={order.hold_reason} />;
  if (order.skip_reason) return <span className="quiet">{sentenceCase(order.skip_reason)}</span>;
  return null;
}

const number: Column<Order> = {
  id: "number",
  header: "Order",
  size: 165,
  always: true,
  cell: (o) => (
    <Copyable value={o.number || o.ref} what="order number">
      <OpenLink order={o} />
    </Copyable>
  ),
};
const connection: Column<Order> = {
  id: "connection",
  header: "Connection",
  size: 150,
  cell: (o) => <ConnectionName channel={o.channel} name={o.connection_name} />,
};
const stage: Column<Order> = { id: "stage", header: "Stage", size: 118, cell: (o) => <StageBadge stage={o.stage} /> };
const raw: Column<Order> = {
  id: "raw_status",
  header: "Channel's word",
  size: 130,
  hidden: true,
  cell: (o) => <span className="mono quiet">{o.raw_status}</span>,
};
const why: Column<Order> = { id: "why", header: "Held by", size: 148, cell: (o) => <Why order={o} /> };
const message: Column<Order> = {
  id: "message",
  header: "Why",
  size: 180,
  grow: true,
  cell: (o) => <span title={o.hold_message || o.skip_message}>{o.hold_message || o.skip_message}</span>,
};
const buyer: Column<Order> = { id: "buyer", header: "Buyer", size: 130, grow: true, cell: (o) => o.buyer };
const total: Column<Order> = {
  id: "total",
  header: "Total",
  size: 116,
  align: "right",
  cell: (o) => money(o.total, o.currency),
};
const created: Column<Order> = { id: "created", header: "Ordered", size: 88, cell: (o) => <When at={o.created_at} /> };
const updated: Column<Order> = { id: "updated", header: "Changed", size: 88, cell: (o) => <When at={o.updated_at} /> };
const seen: Column<Order> = {
  id: "seen",
  header: "Read",
  size: 100,
  hidden: true,
  cell: (o) => <When at={o.seen_at} />,
};
const ref: Column<Order> = {
  id: "ref",
  header: "Channel's id",
  size: 150,
  hidden: true,
  cell: (o) => <Copyable value={o.ref} what="channel's id" />,
};

const plain = [
  number,
  connection,
  stage,
  raw,
  why,
  { ...message, grow: false, hidden: true },
  buyer,
  total,
  created,
  updated,
  seen,
  ref,
];
const explained = [
  number,
  connection,
  stage,
  why,
  message,
  { ...buyer, grow: false },
  total,
  created,
  updated,
  raw,
  seen,
  ref,
];

/** Where orders stand still the reason is what one looks for; elsewhere it is who and how much. */
export function orderColumns(tab: string): Column<Order>[] {
  return tab === "errors" || tab === "skipped" || tab === "pending" ? explained : plain;
}

export function OrderCard({ order }: { order: Order }) {
  return (
    <>
      <div style={{ display: "flex", gap: "0.5rem", justifyContent: "space-between" }}>
        <OpenLink order={order} />
        <span>{money(order.total, order.currency)}</span>
      </div>
      <div style={{ display: "flex", flexWrap: "wrap", gap: "0.375rem", alignItems: "center" }}>
        <StageBadge stage={order.stage} />
        <Why order={order} />
      </div>
      {(order.hold_message || order.skip_message) && <div>{order.hold_message || order.skip_message}</div>}
      <div className="quiet" style={{ display: "flex", flexWrap: "wrap", gap: "0 0.75rem", fontSize: "0.75rem" }}>
        <ConnectionName channel={order.channel} name={order.connection_name} />
        <span>{order.buyer}</span>
        <When at={order.updated_at} />
      </div>
    </>
  );
}
