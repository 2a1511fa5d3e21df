import { Link } from "@tanstack/react-router";

import { ChannelIcon, channelTitle } from "@/components/ui/channel-icon";
import type { ConnectionStatus } from "@/lib/types";
import { count } from "@/lib/words";

import classes from "./status.module.css";
import { t } from "./words";

interface OverCardProps {
  connection: ConnectionStatus;
  over: ConnectionStatus["over"][number];
}

/** A channel whose orders come over another's connection: what came of it, and the way to it. */
export function OverCard({ connection, over }: OverCardProps) {
  const title = channelTitle(over.channel);
  const search = { tab: "all", connection: connection.id, channel: over.channel } as const;
  return (
    <section className={`card ${classes.card}`} aria-label={t("over_named", { channel: title, shop: connection.name })}>
      <div className={classes.head}>
        <ChannelIcon channel={over.channel} size={30} />
        <div className={classes.name}>
          <h2>{title}</h2>
          <span className="quiet">
            {t("over", { shop: connection.name, channel: channelTitle(connection.channel) })} ·{" "}
            <Link to="/orders" search={search}>
              {t("orders", { count: over.orders })}
            </Link>
            {over.held > 0 && (
              <>
                {" · "}
                <Link to="/orders" search={{ ...search, held: true }}>
                  {t("held", { n: count(over.held) })}
                </Link>
              </>
            )}
            {" · "}
            <Link to="/logs" search={{ connection: connection.id, channel: over.channel }}>
              {t("over_log")}
            </Link>
          </span>
        </div>
      </div>
    </section>
  );
}
