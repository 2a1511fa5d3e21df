import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";

import { OnlyFor } from "@/components/only-for";
import { Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/page";
import { SentenceBlock } from "@/components/ui/sentence";
import { ErrorState, ListSkeleton } from "@/components/ui/states";
import { When } from "@/components/ui/when";
import { useIsOwner } from "@/lib/session";
import type { WebhookView } from "@/lib/types";

import { webhookQuery } from "./api";
import { Deliveries } from "./deliveries";
import { EndpointActions } from "./endpoint-actions";
import { EndpointState } from "./endpoint-state";
import { useIsThere } from "./use-is-there";
import classes from "./webhooks.module.css";
import { t } from "./words";

const route = getRouteApi("/app/settings/webhooks/$id");

export function WebhookSection() {
  return (
    <OnlyFor who="operator">
      <Endpoint />
    </OnlyFor>
  );
}

function Endpoint() {
  const { id } = route.useParams();
  const { data, error, isPending, refetch } = useQuery({ ...webhookQuery(id), enabled: useIsThere(id) });
  if (isPending) {
    return (
      <div className="card">
        <ListSkeleton rows={4} label={t("loading_endpoint")} />
      </div>
    );
  }
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <Stack gap="lg">
      <Section title={data.url} aside={<Link to="/settings/webhooks">{t("all_endpoints")}</Link>}>
        <Overview key={id} endpoint={data} />
      </Section>
      <Deliveries key={`deliveries-${id}`} endpoint={id} />
    </Stack>
  );
}

function Overview({ endpoint }: { endpoint: WebhookView }) {
  const owner = useIsOwner();
  return (
    <div className={`card ${classes.box}`}>
      <Stack gap="md">
        <div>
          <EndpointState endpoint={endpoint} />
        </div>
        {endpoint.problem && <SentenceBlock {...endpoint.problem} />}
        <Facts
          of={[
            [t("description"), endpoint.description],
            [t("types"), endpoint.types.length === 0 ? t("every_type") : endpoint.types.join(", ")],
            [t("failing"), endpoint.failing_since && <When at={endpoint.failing_since} />],
            [t("both_secrets_until"), endpoint.rotated_until && <When at={endpoint.rotated_until} />],
            [t("made"), <When key="m" at={endpoint.created_at} />],
          ]}
        />
        {owner && <EndpointActions endpoint={endpoint} />}
      </Stack>
    </div>
  );
}
