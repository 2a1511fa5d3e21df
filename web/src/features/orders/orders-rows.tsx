import { Link } from "@tanstack/react-router";

import { StageBadge } from "@/components/ui/badge";
import { ConnectionName } from "@/components/ui/channel-icon";
import { Copyable } from "@/components/ui/copyable";
import type { Column } from "@/components/ui/data-table";
import { HoldBadge } from "@/components/ui/hold-badge";
import { When } from "@/components/ui/when";
import { money } from "@/lib/money";
import type { Order } from "@/lib/types";
import { sentenceCase, shared, within } from "@/lib/words";

import { en, t } from "./words";

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

function skipWord(reason: string): string {
  return reason in en.skipped ? t(`skipped.${reason as keyof typeof en.skipped}`) : sentenceCase(reason);
}

/** Why an order does not go on: held with a code, or left out by a rule. */
function Why({ order }: { order: Order }) {
  if (order.hold_code > 0) return <HoldBadge code={order.hold_code} reason={order.hold_reason} />;
  if (order.skip_reason) return <span className="quiet">{skipWord(order.skip_reason)}</span>;
  return null;
}

// Made while drawing: the heads speak the language of the moment.
function columns() {
  return {
    number: {
      id: "number",
      header: t("order"),
      size: 165,
      always: true,
      cell: (o) => (
        <Copyable value={o.number || o.ref} what={within(shared("order_number"))}>
          <OpenLink order={o} />
        </Copyable>
      ),
    },
    connection: {
      id: "connection",
      header: shared("connection"),
      size: 150,
      cell: (o) => <ConnectionName channel={o.channel} name={o.connection_name} />,
    },
    stage: { id: "stage", header: t("stage"), size: 118, cell: (o) => <StageBadge stage={o.stage} /> },
    raw: {
      id: "raw_status",
      header: t("channel_word"),
      size: 130,
      hidden: true,
      cell: (o) => <span className="mono quiet">{o.raw_status}</span>,
    },
    why: { id: "why", header: t("held_by"), size: 148, cell: (o) => <Why order={o} /> },
    message: {
      id: "message",
      header: t("why"),
      size: 180,
      cell: (o) => <span title={o.hold_message || o.skip_message}>{o.hold_message || o.skip_message}</span>,
    },
    buyer: { id: "buyer", header: t("buyer"), size: 130, cell: (o) => o.buyer },
    total: {
      id: "total",
      header: shared("total"),
      size: 116,
      align: "right",
      cell: (o) => money(o.total, o.currency) || "–",
    },
    created: { id: "created", header: t("ordered"), size: 88, cell: (o) => <When at={o.created_at} /> },
    updated: { id: "updated", header: t("changed"), size: 88, cell: (o) => <When at={o.updated_at} /> },
    seen: { id: "seen", header: t("read"), size: 100, hidden: true, cell: (o) => <When at={o.seen_at} /> },
    ref: {
      id: "ref",
      header: shared("channel_id"),
      size: 150,
      hidden: true,
      cell: (o) => <Copyable value={o.ref} what={within(shared("channel_id"))} />,
    },
  } satisfies Record<string, Column<Order>>;
}

/** Where orders stand still the reason is what one looks for; elsewhere it is who and how much. */
export function orderColumns(tab: string): Column<Order>[] {
  const { number, connection, stage, raw, why, message, buyer, total, created, updated, seen, ref } = columns();
  if (tab === "errors" || tab === "skipped" || tab === "pending") {
    const explained = { ...message, grow: true };
    return [number, connection, stage, why, explained, buyer, total, created, updated, raw, seen, ref];
  }
  const aside = { ...message, hidden: true };
  return [number, connection, stage, raw, why, aside, { ...buyer, grow: true }, total, created, updated, seen, ref];
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
