import { Stack } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Webhook } from "lucide-react";
import { useState } from "react";

import { OnlyFor } from "@/components/only-for";
import { Section } from "@/components/ui/page";
import { Rich } from "@/components/ui/rich";
import { ShownOnce } from "@/components/ui/shown-once";
import { EmptyState, ErrorState, ListSkeleton } from "@/components/ui/states";
import { When } from "@/components/ui/when";
import { useIsOwner } from "@/lib/session";
import type { WebhookView } from "@/lib/types";

import { createWebhook, webhooksQuery } from "./api";
import { EndpointForm } from "./endpoint-form";
import { EndpointState } from "./endpoint-state";
import classes from "./webhooks.module.css";
import { t } from "./words";

export function WebhooksSection() {
  return (
    <OnlyFor who="operator">
      <Endpoints />
    </OnlyFor>
  );
}

function Endpoints() {
  const { data, error, isPending, refetch } = useQuery(webhooksQuery);
  const owner = useIsOwner();
  return (
    <Stack gap="lg">
      <Section title={t("webhooks")}>
        {isPending ? (
          <div className="card">
            <ListSkeleton rows={2} label={t("loading")} />
          </div>
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : data.length === 0 ? (
          <div className={`card ${classes.list}`}>
            <EmptyState icon={Webhook} title={t("none")}>
              {t("none_what")}
            </EmptyState>
          </div>
        ) : (
          <ul className={`card ${classes.list}`} aria-label={t("webhooks")}>
            {data.map((endpoint) => (
              <Endpoint key={endpoint.id} endpoint={endpoint} />
            ))}
          </ul>
        )}
      </Section>
      {owner && (
        <Section title={t("new")}>
          <NewEndpoint />
        </Section>
      )}
    </Stack>
  );
}

function Endpoint({ endpoint }: { endpoint: WebhookView }) {
  return (
    <li className={classes.item}>
      <div className={classes.grow}>
        <Link to="/settings/webhooks/$id" params={{ id: endpoint.id }} className="mono">
          {endpoint.url}
        </Link>
        {endpoint.description && <div>{endpoint.description}</div>}
        <div className="quiet">{endpoint.types.length === 0 ? t("every_type") : endpoint.types.join(", ")}</div>
        {endpoint.failing_since && (
          <div>
            <Rich say={t} text="failing_since" parts={{ when: <When at={endpoint.failing_since} /> }} />
          </div>
        )}
      </div>
      <EndpointState endpoint={endpoint} />
    </li>
  );
}

function NewEndpoint() {
  // A form of its own for each endpoint that is made, so that the next begins empty.
  const [round, setRound] = useState(0);
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: createWebhook,
    onSuccess: async () => {
      setRound((n) => n + 1);
      await client.invalidateQueries({ queryKey: ["webhooks", "all"] });
    },
  });
  return (
    <div className={`card ${classes.box}`}>
      <Stack gap="md">
        <EndpointForm
          key={round}
          submit={t("create")}
          busy={create.isPending}
          error={create.error}
          onSubmit={(endpoint) => create.mutate(endpoint)}
        />
        {create.data && (
          <ShownOnce value={create.data.secret} what={t("secret")}>
            {t("secret_what", { url: create.data.url })}
          </ShownOnce>
        )}
      </Stack>
    </div>
  );
}
