import { Link } from "@tanstack/react-router";

import { DocumentMarks } from "@/components/document-marks";
import { ConnectionName } from "@/components/ui/channel-icon";
import { Copyable } from "@/components/ui/copyable";
import type { Column } from "@/components/ui/data-table";
import { When } from "@/components/ui/when";
import { money } from "@/lib/money";
import type { DocumentView } from "@/lib/types";
import type { DocumentPath } from "@/lib/words";

function OpenLink({ document }: { document: DocumentView }) {
  return (
    <Link
      from="/documents/$kind"
      to="/documents/$kind"
      search={(old) => ({ ...old, document: document.id })}
      className="mono"
      resetScroll={false}
      preload={false}
      data-row-link
    >
      {document.number}
    </Link>
  );
}

const columns = {
  number: {
    id: "number",
    header: "Number",
    size: 150,
    always: true,
    cell: (d) => (
      <Copyable value={d.number} what="document number">
        <OpenLink document={d} />
      </Copyable>
    ),
  },
  order: { id: "order", header: "Order", size: 150, cell: (d) => <Copyable value={d.order_ref} what="order number" /> },
  connection: {
    id: "connection",
    header: "Connection",
    size: 150,
    cell: (d) => <ConnectionName channel={d.channel} name={d.connection_name} />,
  },
  marks: {
    id: "marks",
    header: "State",
    size: 160,
    cell: (d) => (
      <span style={{ display: "inline-flex", gap: "0.375rem" }}>
        <DocumentMarks document={d} />
      </span>
    ),
  },
  buyer: { id: "buyer", header: "Buyer", size: 130, grow: true, cell: (d) => d.buyer },
  courier: { id: "courier", header: "Courier", size: 140, grow: true, cell: (d) => d.courier },
  tracking: {
    id: "tracking",
    header: "Tracking number",
    size: 180,
    cell: (d) => (d.tracking ? <Copyable value={d.tracking} what="tracking number" /> : null),
  },
  method: { id: "method", header: "Method", size: 150, grow: true, cell: (d) => d.method },
  total: { id: "total", header: "Total", size: 116, align: "right", cell: (d) => money(d.total, d.currency) },
  created: { id: "created", header: "Written", size: 88, cell: (d) => <When at={d.created_at} /> },
  voided: { id: "voided", header: "Voided", size: 88, cell: (d) => <When at={d.voided_at} /> },
  by: { id: "by", header: "Voided by", size: 96, cell: (d) => (d.voided_by_person ? "A person" : "The hub") },
} satisfies Record<string, Column<DocumentView>>;

const own: Record<DocumentPath, Column<DocumentView>[]> = {
  "sales-orders": [columns.marks, columns.buyer, columns.total],
  invoices: [columns.marks, columns.buyer, columns.total],
  outbounds: [columns.courier, columns.tracking],
  payments: [columns.method, columns.total],
  "credit-notes": [columns.buyer, columns.total],
};

/** The columns of a kind; the recycle bin tells when and by whom instead of the state. */
export function documentColumns(kind: DocumentPath, bin: boolean): Column<DocumentView>[] {
  const middle = bin ? own[kind].filter((column) => column.id !== "marks") : own[kind];
  const last = bin ? [columns.voided, columns.by, columns.created] : [columns.created];
  return [columns.number, columns.order, columns.connection, ...middle, ...last];
}

export function DocumentCard({ document }: { document: DocumentView }) {
  return (
    <>
      <div style={{ display: "flex", gap: "0.5rem", justifyContent: "space-between" }}>
        <OpenLink document={document} />
        <span>{document.kind !== "outbound" && money(document.total, document.currency)}</span>
      </div>
      <div style={{ display: "flex", flexWrap: "wrap", gap: "0.375rem" }}>
        <DocumentMarks document={document} />
      </div>
      <div className="quiet" style={{ display: "flex", flexWrap: "wrap", gap: "0 0.75rem", fontSize: "0.75rem" }}>
        <ConnectionName channel={document.channel} name={document.connection_name} />
        <span className="mono">{document.order_ref}</span>
        <When at={document.voided_at ?? document.created_at} />
      </div>
    </>
  );
}
