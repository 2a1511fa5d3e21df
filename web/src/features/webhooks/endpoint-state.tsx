import { Badge } from "@/components/ui/badge";
import type { WebhookView } from "@/lib/types";

import { t } from "./words";

export function EndpointState({ endpoint }: { endpoint: WebhookView }) {
  if (endpoint.state === "disabled") {
    return <Badge tone={endpoint.problem ? "red" : "slate"}>{t("disabled")}</Badge>;
  }
  return (
    <Badge tone={endpoint.failing_since ? "amber" : "green"}>{t(endpoint.failing_since ? "failing" : "enabled")}</Badge>
  );
}
