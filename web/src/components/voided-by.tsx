import type { DocumentView } from "@/lib/types";

import { Rich } from "./ui/rich";
import { When } from "./ui/when";
import { t } from "./words";

/** Who had a document voided, when and why: a person by hand, or by what they decided about the order; else the hub by itself. */
export function VoidedBy({ document }: { document: DocumentView }) {
  const { voided_at, voided_by, void_reason, voided_by_person } = document;
  if (!voided_at) return null;
  const parts = { when: <When at={voided_at} /> };
  if (!voided_by) return <Rich say={t} text={voided_by_person ? "voided_by_person" : "voided_by_hub"} parts={parts} />;
  return (
    <Rich
      say={t}
      text={voided_by_person ? "voided_by_hand" : "voided_by_decision"}
      values={{ who: voided_by, reason: void_reason ?? "" }}
      parts={parts}
    />
  );
}
