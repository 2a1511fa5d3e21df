import { Button, Group, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";

import { Copyable } from "@/components/ui/copyable";
import { Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/page";
import { RawView } from "@/components/ui/raw-view";
import { SidePanel } from "@/components/ui/side-panel";
import { ErrorState, ListSkeleton } from "@/components/ui/states";
import { When } from "@/components/ui/when";
import { useIsOwner } from "@/lib/session";
import type { WebhookDeliveryDetail } from "@/lib/types";
import { count } from "@/lib/words";

import { deliveryQuery } from "./api";
import { Attempt } from "./attempt";
import { StateBadge } from "./deliveries-rows";
import { useIsThere } from "./use-is-there";
import { useReplay } from "./use-replay";
import classes from "./webhooks.module.css";
import { t } from "./words";

interface DeliveryDrawerProps {
  endpoint: string;
  id: string;
  onClose: () => void;
}

/** One delivery beside the list: every try with its answer, and the body as it is signed. */
export function DeliveryDrawer({ endpoint, id, onClose }: DeliveryDrawerProps) {
  const { data, error, isPending, refetch } = useQuery({
    ...deliveryQuery(endpoint, id),
    enabled: useIsThere(endpoint),
  });
  return (
    <SidePanel
      label={t("delivery")}
      of={id}
      onClose={onClose}
      title={
        data && (
          <h2 className="mono" style={{ margin: 0, fontSize: "1rem", fontWeight: 650 }}>
            {data.type}
          </h2>
        )
      }
    >
      {isPending ? (
        <ListSkeleton label={t("loading_delivery")} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Details endpoint={endpoint} delivery={data} />
      )}
    </SidePanel>
  );
}

function Details({ endpoint, delivery }: { endpoint: string; delivery: WebhookDeliveryDetail }) {
  const owner = useIsOwner();
  const again = useReplay(endpoint);
  const tries = delivery.log.toReversed();
  return (
    <Stack gap="md">
      <Group gap="xs">
        <StateBadge state={delivery.state} />
        {owner && (
          <Button
            size="xs"
            variant="default"
            leftSection={<RotateCw size={14} aria-hidden />}
            loading={again.isPending}
            onClick={() => again.mutate(delivery.id)}
          >
            {t("replay")}
          </Button>
        )}
      </Group>
      <Facts
        of={[
          [t("happened"), <When key="h" at={delivery.at} />],
          [t("reference"), delivery.reference && <Copyable key="r" value={delivery.reference} what={t("reference")} />],
          [t("message_id"), <Copyable key="i" value={delivery.message_id} what={t("message_id")} />],
          [t("attempts"), count(delivery.attempts)],
          [t("next_try"), delivery.next_at && <When at={delivery.next_at} />],
        ]}
      />
      <Section title={t("tries")}>
        {tries.length === 0 ? (
          <p className="quiet">{t("no_tries")}</p>
        ) : (
          <ol className={classes.attempts} aria-label={t("tries")}>
            {tries.map((attempt) => (
              <li key={attempt.at}>
                <Attempt attempt={attempt} />
              </li>
            ))}
          </ol>
        )}
      </Section>
      <Section title={t("payload")}>
        <RawView raw={delivery.payload} label={t("payload")} />
      </Section>
    </Stack>
  );
}
