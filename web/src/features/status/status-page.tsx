import { Alert, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { CircleCheck, Plus, ServerOff } from "lucide-react";
import { Fragment } from "react";

import { ProvenBadge } from "@/components/proven-badge";
import { Page } from "@/components/ui/page";
import { Rich } from "@/components/ui/rich";
import { BlockSkeleton, ErrorState } from "@/components/ui/states";
import { When } from "@/components/ui/when";
import { neverStarted, statusQuery } from "@/lib/queries";
import { useIsOwner } from "@/lib/session";
import type { Status } from "@/lib/types";
import { shared } from "@/lib/words";

import { ConnectionCard } from "./connection-card";
import { FirstStart } from "./first-start";
import { notOnTime } from "./health";
import { OverCard } from "./over-card";
import { Refused } from "./refused";
import classes from "./status.module.css";
import { TopIssues, topIssuesQuery } from "./top-issues";
import { t } from "./words";

const route = getRouteApi("/app/status");

export function StatusPage() {
  const { data, error, isPending, refetch } = useQuery(statusQuery);
  const owner = useIsOwner();
  return (
    <Page
      title={shared("place.status")}
      aside={
        (data?.connections.length ?? 0) > 0 && (
          <Link to="/completeness">
            <ProvenBadge
              until={data?.proven_until}
              stuck={data && (data.needs_you.no_access > 0 || data.workers_alive === 0)}
            />
          </Link>
        )
      }
      actions={
        owner &&
        (data?.connections.length ?? 0) > 0 && (
          <Button
            size="xs"
            variant="default"
            leftSection={<Plus size={15} aria-hidden />}
            renderRoot={(props) => <Link to="/settings/connections/new" {...props} />}
          >
            {shared("connect_a_shop")}
          </Button>
        )
      }
    >
      {isPending ? (
        <div className={classes.cards}>
          <BlockSkeleton height={210} label={t("loading")} />
          <BlockSkeleton height={210} />
        </div>
      ) : error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        data && <Loaded status={data} />
      )}
    </Page>
  );
}

function Loaded({ status }: { status: Status }) {
  return (
    <>
      {status.workers_alive === 0 && <NoWorker status={status} />}
      {status.connections.length === 0 ? (
        <FirstStart />
      ) : (
        <>
          <Refused connections={status.connections} />
          <TopIssues connections={status.connections} />
          <Summary status={status} />
          <Cards status={status} />
        </>
      )}
    </>
  );
}

function Cards({ status }: { status: Status }) {
  const { show } = route.useSearch();
  const shown = show === "not_on_time" ? notOnTime(status.connections) : status.connections;
  return (
    <>
      {show && (
        <p className={classes.only}>
          {t("only_not_on_time", { count: shown.length })} <Link to="/status">{t("show_all")}</Link>
        </p>
      )}
      <div className={classes.cards}>
        {shown.map((connection) => (
          <Fragment key={connection.id}>
            <ConnectionCard connection={connection} now={Date.parse(status.now)} />
            {connection.over.map((over) => (
              <OverCard key={over.channel} connection={connection} over={over} />
            ))}
          </Fragment>
        ))}
      </div>
    </>
  );
}

function NoWorker({ status }: { status: Status }) {
  const seen = status.workers
    .map((worker) => worker.seen_at)
    .sort()
    .at(-1);
  return (
    <Alert color="red" role="alert" icon={<ServerOff size={20} aria-hidden />} title={t("no_worker")}>
      <Rich say={t} text="no_worker_why" parts={{ code: <code /> }} />{" "}
      {seen && <Rich say={t} text="worker_seen" parts={{ when: <When at={seen} /> }} />}
    </Alert>
  );
}

/** One line: quiet when all is well, else what needs a person and where. */
function Summary({ status }: { status: Status }) {
  const { needs_you: needs, connections } = status;
  const troubled = notOnTime(connections).length;
  const issues = useQuery(topIssuesQuery).data?.length ?? 0;
  const toStart = connections.filter(neverStarted);
  const waiting = toStart.length + issues + needs.errors + needs.held + needs.pending + needs.no_access;
  if (waiting === 0 && troubled === 0 && status.workers_alive > 0) {
    return (
      <p className={classes.well}>
        <CircleCheck size={17} aria-hidden />{" "}
        {t("well", {
          connections: t("connections", { count: connections.length }),
          workers: t("workers", { count: status.workers_alive }),
        })}
      </p>
    );
  }
  const elsewhere =
    toStart.length + needs.held + needs.pending + troubled + (needs.errors === needs.held ? 0 : needs.errors);
  if (elsewhere === 0) return null; // what waits stands above
  return (
    <ul className={classes.needs} aria-label={t("needs_you")}>
      {toStart.map(({ id, name }) => (
        <li key={id}>
          <Link to="/settings/connections/$id" params={{ id }}>
            {t("to_start", { name })}
          </Link>
        </li>
      ))}
      {needs.held > 0 && (
        <li>
          <Link to="/orders" search={{ tab: "all", held: true }}>
            {t("orders_held", { count: needs.held })}
          </Link>
        </li>
      )}
      {needs.pending > 0 && (
        <li>
          <Link to="/orders" search={{ tab: "pending" }}>
            {t("to_let_through", { count: needs.pending })}
          </Link>
        </li>
      )}
      {needs.errors > 0 && needs.errors !== needs.held && (
        <li>
          <Link to="/logs" search={{ errors_only: true, hide_resolved: true }}>
            {t("open_errors", { count: needs.errors })}
          </Link>
        </li>
      )}
      {troubled > 0 && (
        <li>
          <Link to="/status" search={{ show: "not_on_time" }}>
            {t("not_on_time", { count: troubled })}
          </Link>
        </li>
      )}
    </ul>
  );
}
