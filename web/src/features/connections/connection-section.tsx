import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";

import { CyclesTable } from "@/components/cycles-table";
import { FirstSteps } from "@/components/first-steps";
import { ConnectionTest } from "@/components/connection-test";
import { channelTitle, ConnectionName } from "@/components/ui/channel-icon";
import { Copyable } from "@/components/ui/copyable";
import { Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/page";
import { SentenceBlock } from "@/components/ui/sentence";
import { ErrorState, ListSkeleton } from "@/components/ui/states";
import { When } from "@/components/ui/when";
import { channelsQuery, neverStarted, statusQuery } from "@/lib/queries";
import { useIsOwner, useMayOperate } from "@/lib/session";
import { sentenceCase, shared } from "@/lib/words";

import { connectionQuery } from "./api";
import { ConnectionState } from "./connection-state";
import classes from "./connections.module.css";
import { PolicySection } from "./policy-section";
import { Reconnect } from "./reconnect";
import { RemoveConnection } from "./remove-connection";
import { t } from "./words";

const route = getRouteApi("/app/settings/connections/$id");

export function ConnectionSection() {
  const { id } = route.useParams();
  const { data, error, isPending, refetch } = useQuery(connectionQuery(id));
  const channels = useQuery(channelsQuery);
  const mayOperate = useMayOperate();
  const owner = useIsOwner();
  const status = useQuery(statusQuery).data?.connections.find((one) => one.id === id);
  const fresh = data?.state === "paused" && status !== undefined && neverStarted(status);
  const back = <Link to="/settings/connections">{shared("all_connections")}</Link>;
  if (isPending || error) {
    return (
      <Section title={shared("connection")} aside={back}>
        <div className="card">
          {error ? (
            <ErrorState error={error} onRetry={() => void refetch()} />
          ) : (
            <ListSkeleton rows={4} label={t("loading_connection")} />
          )}
        </div>
      </Section>
    );
  }
  const channel = channels.data?.find((c) => c.name === data.channel);
  const labels = new Map(channel?.settings.map((s) => [s.name, s.label] as const));
  return (
    <Stack gap="lg">
      {fresh && <FirstSteps at="policy" />}
      <Section title={data.name} aside={back}>
        <div className={`card ${classes.form}`}>
          <Stack gap="md">
            <div className={classes.title}>
              <ConnectionName channel={data.channel} name={`${channelTitle(data.channel)}: ${data.name}`} />
              <ConnectionState connection={data} />
            </div>
            {data.problem && <SentenceBlock {...data.problem} />}
            <Facts
              of={[
                ...Object.entries(data.settings).map(([name, value]): [string, React.ReactNode] => [
                  labels.get(name) ?? sentenceCase(name),
                  value,
                ]),
                [
                  t("hooks_to"),
                  data.hook_url ? (
                    <Copyable value={data.hook_url} what={t("hook_address")} />
                  ) : (
                    <span className="quiet">{t("hooks_nowhere")}</span>
                  ),
                ],
                [t("connected"), <When key="c" at={data.created_at} />],
              ]}
            />
            {mayOperate && <ConnectionTest key={id} id={id} atOnce={fresh} />}
            {owner && channel && <Reconnect key={`reconnect-${id}`} connection={data} channel={channel} />}
            {owner && <RemoveConnection key={`remove-${id}`} connection={data} />}
          </Stack>
        </div>
      </Section>
      <PolicySection
        key={`policy-${id}`}
        connection={id}
        channel={data.channel}
        paused={data.state === "paused"}
        fresh={fresh}
      />
      <Section title={t("cycles")}>
        <div className="card">
          <CyclesTable connection={id} />
        </div>
      </Section>
    </Stack>
  );
}
