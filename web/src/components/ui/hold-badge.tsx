import { t } from "@/components/words";
import { codeTone, type Tone } from "@/lib/words";

import { Badge, CodeBadge } from "./badge";

/** An order that only waits for a person's nod is no outcome: its code says that nothing is wrong, and nothing is done either. */
function waits(reason: string): boolean {
  return reason === "pending";
}

export function holdTone(code: number, reason: string): Tone {
  return waits(reason) ? "amber" : codeTone(code);
}

/** Why something does not go on. */
export function HoldBadge({ code, reason }: { code: number; reason: string }) {
  if (waits(reason)) return <Badge tone="amber">{t("waits")}</Badge>;
  return <CodeBadge code={code} reason={reason} />;
}
