import { Link } from "@tanstack/react-router";

import { Badge } from "@/components/ui/badge";
import { Copyable } from "@/components/ui/copyable";
import { DocumentMarks } from "@/components/document-marks";
import { Rich } from "@/components/ui/rich";
import { When } from "@/components/ui/when";
import { VoidedBy } from "@/components/voided-by";
import { isZero, money } from "@/lib/money";
import type { DocumentView, OrderDetail } from "@/lib/types";
import { documentPath, documentWord, shared } from "@/lib/words";

import classes from "./order-details.module.css";
import { t } from "./words";

/** The documents the books hold for the order, oldest first, voided ones included. */
export function BooksSide({ order }: { order: OrderDetail }) {
  if (order.documents.length === 0) {
    return (
      <div className={`card ${classes.side}`}>
        <span className="quiet">{t("no_document")}</span>
      </div>
    );
  }
  return (
    <div className={`card ${classes.side}`}>
      {order.documents.map((document) => (
        <DocumentBox key={document.id} document={document} />
      ))}
    </div>
  );
}

function DocumentBox({ document }: { document: DocumentView }) {
  const path = documentPath(document.kind);
  return (
    <div className={classes.document} data-voided={document.voided || undefined}>
      <div className={classes.documentHead}>
        <span>{documentWord(document.kind)}</span>
        <Copyable value={document.number} what={shared("document_number")}>
          <Link
            to="/documents/$kind"
            params={{ kind: document.voided ? "recycle-bin" : path }}
            search={{ document: document.id, ...(document.voided ? { bin: path } : {}) }}
            className={`mono ${classes.number}`}
          >
            {document.number}
          </Link>
        </Copyable>
        <DocumentMarks document={document} />
        {!isZero(document.total) && <span className={classes.amount}>{money(document.total, document.currency)}</span>}
      </div>
      <div className="quiet" style={{ display: "flex", flexWrap: "wrap", gap: "0 0.75rem", fontSize: "0.8125rem" }}>
        <span>
          <Rich say={t} text="written" parts={{ when: <When at={document.created_at} /> }} />
        </span>
        {document.voided_at && (
          <span>
            <Rich say={t} text="voided_how" parts={{ how: <VoidedBy document={document} /> }} />
          </span>
        )}
        {document.courier && <span>{document.courier}</span>}
        {document.tracking && <Copyable value={document.tracking} what={t("tracking_number")} />}
        {document.method && <span>{document.method}</span>}
        {document.edited && <Badge tone="amber">{t("edited")}</Badge>}
      </div>
    </div>
  );
}
