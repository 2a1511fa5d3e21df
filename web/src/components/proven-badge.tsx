import { exactBoth, short } from "@/lib/dates";
import { useZone } from "@/lib/session";

import { Badge } from "./ui/badge";
import { t } from "./words";

interface ProvenBadgeProps {
  until: string | undefined;
  /** Under a heading that says what it is. */
  bare?: boolean;
  /** It does not go on by itself: somebody must see to it first. */
  stuck?: boolean;
}

/** Up to when the completeness ledger has proven that every order is in the books or explained. */
export function ProvenBadge({ until, bare, stuck }: ProvenBadgeProps) {
  const zone = useZone();
  if (!until) return <Badge tone="grey">{t("not_proven")}</Badge>;
  const time = short(until, zone);
  return (
    <span title={exactBoth(until, zone)}>
      <Badge tone={stuck ? "amber" : "green"}>
        {bare ? time : t(stuck ? "proven_only_until" : "proven_until", { time })}
      </Badge>
    </span>
  );
}
