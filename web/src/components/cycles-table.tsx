import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { api, unwrap } from "@/lib/api";
import { exactBoth, short, took } from "@/lib/dates";
import { useZone } from "@/lib/session";
import type { CycleView } from "@/lib/types";
import { count, laneWord, syncTypeLabel, type Tone, wordOf } from "@/lib/words";

import { Badge } from "./ui/badge";
import { Sideways } from "./ui/sideways";
import { EmptyState, ErrorState, ListSkeleton } from "./ui/states";
import { When } from "./ui/when";
import classes from "./cycles-table.module.css";
import { t } from "./words";

const tones: Record<CycleView["state"], Tone> = { running: "blue", done: "green", failed: "red", stopped: "grey" };

const heads = ["import_date", "start_date", "end_date", "entity_type", "cycle_resolved", "sync_type"] as const;

const figures = ["seen", "new", "changed", "skipped", "held"] as const;

const cyclesQuery = (connection: string) =>
  queryOptions({
    queryKey: ["cycles", connection],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET("/api/v1/cycles", { params: { query: { connection, limit: 20 } }, signal }))).items,
  });

/** Whether a cycle needs nobody any more: it went well, or a later one of its lane did. `all` is newest first. */
export function isResolved(cycle: CycleView, all: CycleView[]): boolean {
  const later = all.slice(0, all.indexOf(cycle) + 1).filter((one) => one.lane === cycle.lane);
  return later.some((one) => one.state === "done");
}

/** The newest sync cycles of a connection, of one lane or of all; each opens its entries. */
export function CyclesTable({ connection, lane }: { connection: string; lane?: string }) {
  const { data, error, isPending, refetch } = useQuery(cyclesQuery(connection));
  if (isPending) return <ListSkeleton rows={4} label={t("loading_cycles")} />;
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const cycles = data.filter((cycle) => !lane || cycle.lane === lane);
  if (cycles.length === 0) return <EmptyState title={t("no_cycles")} />;
  return (
    <Sideways label={t("cycles_table")}>
      <table className={classes.table} aria-label={t("cycles_table")}>
        <thead>
          <tr>
            {heads.map((name) => (
              <th key={name} scope="col">
                {t(name)}
              </th>
            ))}
            <th scope="col">{t("cycle_state")}</th>
            <th scope="col" className="num">
              {t("took")}
            </th>
            {figures.map((name) => (
              <th key={name} scope="col" className="num">
                {t(`counted.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cycles.map((cycle) => (
            <Row key={cycle.id} cycle={cycle} resolved={isResolved(cycle, cycles)} />
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}

function Row({ cycle, resolved }: { cycle: CycleView; resolved: boolean }) {
  return (
    <tr>
      <td>
        <Link to="/logs" search={{ cycle: cycle.id }}>
          <When at={cycle.started_at} />
        </Link>
      </td>
      <td className="quiet">{cycle.window_from ? <Moment at={cycle.window_from} /> : t("beginning")}</td>
      <td className="quiet">{cycle.window_to && <Moment at={cycle.window_to} />}</td>
      <td>{laneWord(cycle.lane)}</td>
      <td>{cycle.state === "running" ? "" : resolved ? t("yes") : t("no")}</td>
      <td>{syncTypeLabel(cycle.sync_type)}</td>
      <td title={cycle.problem?.message}>
        <Badge tone={tones[cycle.state]}>{wordOf("cycle", cycle.state)}</Badge>
      </td>
      <td className="num">{cycle.ended_at && took(Date.parse(cycle.ended_at) - Date.parse(cycle.started_at))}</td>
      {figures.map((name) => (
        <td key={name} className={cycle[name] === 0 ? "num quiet" : "num"}>
          {count(cycle[name])}
        </td>
      ))}
    </tr>
  );
}

function Moment({ at }: { at: string }) {
  const zone = useZone();
  return (
    <time dateTime={at} title={exactBoth(at, zone)}>
      {short(at, zone)}
    </time>
  );
}
