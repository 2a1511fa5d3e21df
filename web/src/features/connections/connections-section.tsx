import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus, Store } from "lucide-react";

import { Section } from "@/components/ui/page";
import { ChannelIcon, channelTitle } from "@/components/ui/channel-icon";
import { Rich } from "@/components/ui/rich";
import { EmptyState, ErrorState, ListSkeleton } from "@/components/ui/states";
import { When } from "@/components/ui/when";
import { connectionsQuery } from "@/lib/queries";
import { useIsOwner } from "@/lib/session";
import { shared } from "@/lib/words";

import classes from "./connections.module.css";
import { ConnectionState } from "./connection-state";
import { t } from "./words";

export function ConnectionsSection() {
  const { data, error, isPending, refetch } = useQuery(connectionsQuery);
  const owner = useIsOwner();
  const connect = owner && (
    <Button
      size="xs"
      leftSection={<Plus size={15} aria-hidden />}
      renderRoot={(props) => <Link to="/settings/connections/new" {...props} />}
    >
      {shared("connect_a_shop")}
    </Button>
  );
  return (
    <Section title={t("connections")} aside={data && data.length > 0 ? connect : undefined}>
      {isPending ? (
        <div className="card">
          <ListSkeleton rows={3} label={t("loading")} />
        </div>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data.length === 0 ? (
        <div className="card">
          <EmptyState icon={Store} title={t("none")} action={connect}>
            {t("none_what")}
          </EmptyState>
        </div>
      ) : (
        <ul className={`card ${classes.list}`}>
          {data.map((connection) => (
            <li key={connection.id} className={classes.item}>
              <ChannelIcon channel={connection.channel} size={26} />
              <div className={classes.name}>
                <Link to="/settings/connections/$id" params={{ id: connection.id }}>
                  {connection.name}
                </Link>
                <span className="quiet">
                  <Rich
                    say={t}
                    text="connected_when"
                    values={{ channel: channelTitle(connection.channel) }}
                    parts={{ when: <When at={connection.created_at} /> }}
                  />
                </span>
              </div>
              <ConnectionState connection={connection} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
