import { exactBoth, short } from "@/lib/dates";
import { useZone } from "@/lib/session";

import { Badge } from "./ui/badge";
import { t } from "./words";

/** Up to when the completeness ledger has proven that every order is in the books or explained. `bare` under a heading that says so. */
export function ProvenBadge({ until, bare }: { until: string | undefined; bare?: boolean }) {
  const zone = useZone();
  if (!until) return <Badge tone="grey">{t("not_proven")}</Badge>;
  const time = short(until, zone);
  return (
    <span title={exactBoth(until, zone)}>
      <Badge tone="green">{bare ? time : t("proven_until", { time })}</Badge>
    </span>
  );
}
