import type { DocumentView } from "@/lib/types";
import { wordOf } from "@/lib/words";

import { Badge } from "./ui/badge";
import { t } from "./words";

/** The states of a document, each in a word. */
export function DocumentMarks({ document }: { document: DocumentView }) {
  return (
    <>
      {document.voided && <Badge tone="slate">{t("voided")}</Badge>}
      {document.state && !document.voided && (
        <Badge tone={document.state === "cancelled" ? "slate" : document.state === "converted" ? "green" : "blue"}>
          {wordOf("document_state", document.state)}
        </Badge>
      )}
      {document.payment && (
        <Badge tone={document.payment === "paid" ? "green" : "grey"}>{wordOf("payment", document.payment)}</Badge>
      )}
      {document.delivery && (
        <Badge tone={document.delivery === "sent" ? "green" : "grey"}>{wordOf("delivery", document.delivery)}</Badge>
      )}
    </>
  );
}
