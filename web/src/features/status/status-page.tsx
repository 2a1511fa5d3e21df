import { Alert, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck, Plus, ServerOff } from "lucide-react";

import { Page } from "@/components/ui/page";
import { BlockSkeleton, ErrorState } from "@/components/ui/states";
import { When } from "@/components/ui/when";
import { statusQuery } from "@/lib/queries";
import { useIsOwner } from "@/lib/session";
import type { Status } from "@/lib/types";
import { plural } from "@/lib/words";

import { ConnectionCard } from "./connection-card";
import { FirstStart } from "./first-start";
import classes from "./status.module.css";

export function StatusPage() {
  const { data, error, isPending, refetch } = useQuery(statusQuery);
  const owner = useIsOwner();
  return (
    <Page
      title="Status"
      actions={
        owner &&
        (data?.connections.length ?? 0) > 0 && (
          <Button
            size="xs"
            variant="default"
            leftSection={<Plus size={15} aria-hidden />}
            renderRoot={(props) => <Link to="/settings/connections/new" {...props} />}
          >
            Connect a shop
          </Button>
        )
      }
    >
      {isPending ? (
        <div className={classes.cards}>
          <BlockSkeleton height={210} label="Loading the status" />
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
          <Summary status={status} />
          <div className={classes.cards}>
            {status.connections.map((connection) => (
              <ConnectionCard key={connection.id} connection={connection} now={Date.parse(status.now)} />
            ))}
          </div>
        </>
      )}
    </>
  );
}

function NoWorker({ status }: { status: Status }) {
  const seen = status.workers
    .map((worker) => worker.seen_at)
    .sort()
    .at(-1);
  return (
    <Alert color="red" role="alert" icon={<ServerOff size={20} aria-hidden />} title="No worker is alive">
      Nothing is read from any channel until one is. Start <code>tillbridge serve</code>, or look at its log to see why
      it stopped.{" "}
      {seen && (
        <>
          The last one was seen <When at={seen} />.
        </>
      )}
    </Alert>
  );
}

/** One line: quiet when all is well, else what needs a person and where. */
function Summary({ status }: { status: Status }) {
  const { needs_you: needs, connections } = status;
  const troubled = connections.filter((c) =>
    c.lanes.some((lane) => lane.health === "late" || lane.health === "failing" || lane.health === "needs_you"),
  ).length;
  const waiting = needs.errors + needs.held + needs.pending + needs.no_access;
  if (waiting === 0 && troubled === 0 && status.workers_alive > 0) {
    return (
      <p className={classes.well}>
        <CircleCheck size={17} aria-hidden /> All is well. {plural(connections.length, "connection")},{" "}
        {plural(status.workers_alive, "worker")} at work.
      </p>
    );
  }
  return (
    <ul className={classes.needs} aria-label="What needs you">
      {needs.no_access > 0 && (
        <li>
          <Link to="/settings/connections">{plural(needs.no_access, "connection")} to reconnect</Link>
        </li>
      )}
      {needs.held > 0 && (
        <li>
          <Link to="/orders" search={{ tab: "all", held: true }}>
            {plural(needs.held, "order")} held
          </Link>
        </li>
      )}
      {needs.pending > 0 && (
        <li>
          <Link to="/orders" search={{ tab: "pending" }}>
            {plural(needs.pending, "order")} to let through
          </Link>
        </li>
      )}
      {needs.errors > 0 && needs.errors !== needs.held && (
        <li>
          <Link to="/logs" search={{ errors_only: true, hide_resolved: true }}>
            {plural(needs.errors, "open error")} in the log
          </Link>
        </li>
      )}
      {troubled > 0 && <li>{plural(troubled, "connection")} not on time</li>}
    </ul>
  );
}
