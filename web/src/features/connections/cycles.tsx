import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { Badge } from "@/components/ui/badge";
import { Section } from "@/components/ui/page";
import { EmptyState, ErrorState, ListSkeleton } from "@/components/ui/states";
import { When } from "@/components/ui/when";
import { short, took } from "@/lib/dates";
import { useZone } from "@/lib/session";
import type { CycleView } from "@/lib/types";
import { count, laneWord, sentenceCase, syncTypeLabel, type Tone } from "@/lib/words";

import { cyclesQuery } from "./api";
import classes from "./connections.module.css";

const tones: Record<CycleView["state"], Tone> = { running: "blue", done: "green", failed: "red", stopped: "grey" };

/** The newest sync cycles of a connection; each opens its entries. */
export function Cycles({ connection }: { connection: string }) {
  const { data, error, isPending, refetch } = useQuery(cyclesQuery(connection));
  return (
    <Section title="Sync cycles">
      <div className={`card ${classes.scroll}`}>
        {isPending ? (
          <ListSkeleton rows={4} label="Loading the cycles" />
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : data.length === 0 ? (
          <EmptyState title="No cycle has run yet" />
        ) : (
          <table className={classes.table} aria-label="Sync cycles, newest first">
            <thead>
              <tr>
                <th scope="col">Started</th>
                <th scope="col">State</th>
                <th scope="col">Lane</th>
                <th scope="col">Sync type</th>
                <th scope="col">Window</th>
                <th scope="col" className="num">
                  Took
                </th>
                <th scope="col" className="num">
                  Seen
                </th>
                <th scope="col" className="num">
                  New
                </th>
                <th scope="col" className="num">
                  Changed
                </th>
                <th scope="col" className="num">
                  Skipped
                </th>
                <th scope="col" className="num">
                  Held
                </th>
              </tr>
            </thead>
            <tbody>
              {data.map((cycle) => (
                <Row key={cycle.id} cycle={cycle} />
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Section>
  );
}

function Row({ cycle }: { cycle: CycleView }) {
  const zone = useZone();
  return (
    <tr>
      <td>
        <Link to="/logs" search={{ cycle: cycle.id }}>
          <When at={cycle.started_at} />
        </Link>
      </td>
      <td title={cycle.problem?.message}>
        <Badge tone={tones[cycle.state]}>{sentenceCase(cycle.state)}</Badge>
      </td>
      <td>{laneWord(cycle.lane)}</td>
      <td>{syncTypeLabel(cycle.sync_type)}</td>
      <td className="quiet">
        {cycle.window_from && cycle.window_to
          ? `${short(cycle.window_from, zone)} – ${short(cycle.window_to, zone)}`
          : cycle.window_to
            ? `up to ${short(cycle.window_to, zone)}`
            : ""}
      </td>
      <td className="num">{cycle.ended_at && took(Date.parse(cycle.ended_at) - Date.parse(cycle.started_at))}</td>
      {[cycle.seen, cycle.new, cycle.changed, cycle.skipped, cycle.held].map((n, i) => (
        <td key={i} className={n === 0 ? "num quiet" : "num"}>
          {count(n)}
        </td>
      ))}
    </tr>
  );
}
