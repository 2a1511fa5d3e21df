import { Link } from "@tanstack/react-router";

import { DocumentMarks } from "@/components/document-marks";
import { OrderName } from "@/components/order-name";
import { ConnectionName } from "@/components/ui/channel-icon";
import { Copyable } from "@/components/ui/copyable";
import type { Column } from "@/components/ui/data-table";
import { When } from "@/components/ui/when";
import { money } from "@/lib/money";
import type { DocumentView } from "@/lib/types";
import type { DocumentPath } from "@/lib/words";
import { shared, within } from "@/lib/words";

import { t } from "./words";

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

// Made while drawing: the heads speak the language of the moment.
const makeColumns = () =>
  ({
    number: {
      id: "number",
      header: t("number"),
      size: 150,
      always: true,
      cell: (d) => (
        <Copyable value={d.number} what={shared("document_number")}>
          <OpenLink document={d} />
        </Copyable>
      ),
    },
    order: {
      id: "order",
      header: t("order"),
      size: 150,
      cell: (d) => <OrderName order={d.order_id} number={d.order_number} channelId={d.order_ref} />,
    },
    connection: {
      id: "connection",
      header: shared("connection"),
      size: 150,
      cell: (d) => <ConnectionName channel={d.channel} name={d.connection_name} />,
    },
    marks: {
      id: "marks",
      header: t("state"),
      size: 160,
      cell: (d) => (
        <span style={{ display: "inline-flex", gap: "0.375rem" }}>
          <DocumentMarks document={d} />
        </span>
      ),
    },
    buyer: { id: "buyer", header: t("buyer"), size: 130, grow: true, cell: (d) => d.buyer },
    courier: { id: "courier", header: t("courier"), size: 140, grow: true, cell: (d) => d.courier },
    tracking: {
      id: "tracking",
      header: t("tracking_number"),
      size: 180,
      cell: (d) => (d.tracking ? <Copyable value={d.tracking} what={within(t("tracking_number"))} /> : null),
    },
    method: { id: "method", header: t("method"), size: 150, grow: true, cell: (d) => d.method },
    total: {
      id: "total",
      header: shared("total"),
      size: 116,
      align: "right",
      cell: (d) => money(d.total, d.currency) || "–",
    },
    created: { id: "created", header: t("written"), size: 88, cell: (d) => <When at={d.created_at} /> },
    voided: { id: "voided", header: t("voided"), size: 88, cell: (d) => <When at={d.voided_at} /> },
    by: {
      id: "by",
      header: t("voided_by"),
      size: 96,
      cell: (d) => d.voided_by || (d.voided_by_person ? t("a_person") : t("the_hub")),
    },
  }) satisfies Record<string, Column<DocumentView>>;

const own: Record<DocumentPath, (keyof ReturnType<typeof makeColumns>)[]> = {
  "sales-orders": ["marks", "buyer", "total"],
  invoices: ["marks", "buyer", "total"],
  outbounds: ["courier", "tracking"],
  payments: ["method", "total"],
  "credit-notes": ["buyer", "total"],
};

/** The columns of a kind; the recycle bin tells when and by whom instead of the state. */
export function documentColumns(kind: DocumentPath, bin: boolean): Column<DocumentView>[] {
  const columns = makeColumns();
  const middle = own[kind].filter((id) => !bin || id !== "marks").map((id) => columns[id]);
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
        <span className="mono">{document.order_number}</span>
        <When at={document.voided_at ?? document.created_at} />
      </div>
    </>
  );
}
