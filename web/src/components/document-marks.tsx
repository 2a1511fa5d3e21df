import type { DocumentView } from "@/lib/types";
import { sentenceCase } from "@/lib/words";

import { Badge } from "./ui/badge";

/** The states of a document, each in a word. */
export function DocumentMarks({ document }: { document: DocumentView }) {
  return (
    <>
      {document.voided && <Badge tone="slate">Voided</Badge>}
      {document.state && !document.voided && (
        <Badge tone={document.state === "cancelled" ? "slate" : document.state === "converted" ? "green" : "blue"}>
          {sentenceCase(document.state)}
        </Badge>
      )}
      {document.payment && (
        <Badge tone={document.payment === "paid" ? "green" : "grey"}>{sentenceCase(document.payment)}</Badge>
      )}
      {document.delivery && (
        <Badge tone={document.delivery === "sent" ? "green" : "grey"}>{sentenceCase(document.delivery)}</Badge>
      )}
    </>
  );
}
