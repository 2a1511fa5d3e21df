import { Button } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plug } from "lucide-react";

import { HeldMoney } from "@/components/held-money";
import { CodeBadge } from "@/components/ui/badge";
import { Rich } from "@/components/ui/rich";
import { When } from "@/components/ui/when";
import { api, unwrap } from "@/lib/api";
import { needyStates } from "@/lib/queries";
import { useIsOwner } from "@/lib/session";
import type { ConnectionStatus, IssueView } from "@/lib/types";

import { lastSuccess, refusedOf } from "./health";
import classes from "./status.module.css";
import { t } from "./words";

/** The issues of shops that refuse access: since when, and what waits for it. */
const refusalsQuery = queryOptions({
  queryKey: ["issues", "refused"],
  queryFn: async ({ signal }) => {
    const query = { state: [...needyStates], code: 401, limit: 100 };
    const querySerializer = { array: { style: "form", explode: false } } as const;
    return (await unwrap(api.GET("/api/v1/issues", { params: { query }, querySerializer, signal }))).items;
  },
  staleTime: 15_000,
});

/** The shops that refuse access, before all else: nothing of theirs is read until somebody reconnects them. */
export function Refused({ connections }: { connections: ConnectionStatus[] }) {
  const refused = refusedOf(connections);
  const { data = [] } = useQuery({ ...refusalsQuery, enabled: refused.length > 0 });
  if (refused.length === 0) return null;
  return (
    <section className={classes.issues} data-refused aria-label={t("to_reconnect", { count: refused.length })}>
      {refused.map((connection) => (
        <RefusedShop
          key={connection.id}
          connection={connection}
          issue={data.find((issue) => issue.connection === connection.id)}
        />
      ))}
    </section>
  );
}

function RefusedShop({ connection, issue }: { connection: ConnectionStatus; issue: IssueView | undefined }) {
  const { id, name, problem } = connection;
  const read = lastSuccess(connection);
  return (
    <div className={classes.issue}>
      {problem && <CodeBadge code={problem.code} reason={problem.reason} />}
      <div className={classes.issueWhat}>
        <strong>{t("needs_reconnect", { name })}</strong> {problem?.message}
        <div className="quiet">
          {issue && issue.held_orders > 0 && (
            <>
              {t("waiting", { count: issue.held_orders })}, <HeldMoney held={issue.held} />,{" "}
            </>
          )}
          {issue && (
            <>
              <Link to="/issues/$id" params={{ id: issue.id }}>
                <Rich say={t} text="since" parts={{ when: <When at={issue.first_at} /> }} />
              </Link>
              {" · "}
            </>
          )}
          {read ? <Rich say={t} text="unread_since" parts={{ when: <When at={read} /> }} /> : t("never_read")}
        </div>
      </div>
      <ReconnectButton id={id} />
    </div>
  );
}

/** To the part of the connection's page where it is given a key or authorised anew. Only an owner can. */
export function ReconnectButton({ id }: { id: string }) {
  const owner = useIsOwner();
  if (!owner) return <span className="quiet">{t("owner_reconnects")}</span>;
  return (
    <Button
      size="xs"
      leftSection={<Plug size={14} aria-hidden />}
      renderRoot={(props) => <Link to="/settings/connections/$id" params={{ id }} hash="reconnect" {...props} />}
    >
      {t("reconnect")}
    </Button>
  );
}
