import { Link } from "@tanstack/react-router";

import { Badge } from "@/components/ui/badge";
import { Copyable } from "@/components/ui/copyable";
import type { Column } from "@/components/ui/data-table";
import { When } from "@/components/ui/when";
import type { WebhookDelivery } from "@/lib/types";
import { count, type Tone } from "@/lib/words";

import { Answered } from "./attempt";
import { t } from "./words";

const tones: Record<WebhookDelivery["state"], Tone> = { waiting: "grey", delivered: "green", failed: "red" };

export function StateBadge({ state }: { state: WebhookDelivery["state"] }) {
  return <Badge tone={tones[state]}>{t(`state_of.${state}`)}</Badge>;
}

interface OfEndpoint {
  endpoint: string;
  delivery: WebhookDelivery;
}

function OpenLink({ endpoint, delivery }: OfEndpoint) {
  return (
    <Link
      from="/settings/webhooks/$id"
      to="/settings/webhooks/$id"
      params={{ id: endpoint }}
      search={(old) => ({ ...old, delivery: delivery.id })}
      resetScroll={false}
      preload={false}
      className="mono"
      data-row-link
    >
      {delivery.type}
    </Link>
  );
}

/** The order, document or issue it tells of. */
function Reference({ delivery }: { delivery: WebhookDelivery }) {
  if (!delivery.reference) return null;
  return (
    <Copyable value={delivery.reference} what={t("reference")}>
      <span className="mono" title={delivery.reference}>
        {delivery.reference}
      </span>
    </Copyable>
  );
}

function LastAnswer({ delivery }: { delivery: WebhookDelivery }) {
  if (!delivery.tried_at) return <span className="quiet">–</span>;
  return <Answered status={delivery.status} delivered={delivery.state === "delivered"} />;
}

/** Made while drawing: the heads speak the language of the moment. */
export const deliveryColumns = (endpoint: string): Column<WebhookDelivery>[] => [
  { id: "at", header: t("happened"), size: 90, cell: (d) => <When at={d.at} /> },
  {
    id: "type",
    header: t("type"),
    size: 160,
    always: true,
    cell: (d) => <OpenLink endpoint={endpoint} delivery={d} />,
  },
  { id: "reference", header: t("reference"), size: 150, grow: true, cell: (d) => <Reference delivery={d} /> },
  { id: "state", header: t("state"), size: 110, cell: (d) => <StateBadge state={d.state} /> },
  { id: "answer", header: t("last_answer"), size: 130, cell: (d) => <LastAnswer delivery={d} /> },
  { id: "attempts", header: t("attempts"), size: 80, align: "right", cell: (d) => count(d.attempts) },
  { id: "tried", header: t("last_try"), size: 100, cell: (d) => <When at={d.tried_at} /> },
  { id: "next", header: t("next_try"), size: 100, cell: (d) => <When at={d.next_at} /> },
  {
    id: "message",
    header: t("message_id"),
    size: 200,
    hidden: true,
    cell: (d) => <Copyable value={d.message_id} what={t("message_id")} />,
  },
];

export function DeliveryCard({ endpoint, delivery }: OfEndpoint) {
  return (
    <>
      <div style={{ display: "flex", gap: "0.5rem", justifyContent: "space-between" }}>
        <OpenLink endpoint={endpoint} delivery={delivery} />
        <StateBadge state={delivery.state} />
      </div>
      <Reference delivery={delivery} />
      <div className="quiet" style={{ display: "flex", flexWrap: "wrap", gap: "0 0.75rem", fontSize: "0.75rem" }}>
        <When at={delivery.at} />
        <LastAnswer delivery={delivery} />
      </div>
    </>
  );
}
