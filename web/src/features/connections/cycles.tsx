import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { Badge } from "@/components/ui/badge";
import { Section } from "@/components/ui/page";
import { EmptyState, ErrorState, ListSkeleton } from "@/components/ui/states";
import { When } from "@/components/ui/when";
import { short, took } from "@/lib/dates";
import { useZone } from "@/lib/session";
import type { CycleView } from "@/lib/types";
import { count, laneWord, syncTypeLabel, type Tone, wordOf } from "@/lib/words";

import { cyclesQuery } from "./api";
import classes from "./connections.module.css";
import { t } from "./words";

const tones: Record<CycleView["state"], Tone> = { running: "blue", done: "green", failed: "red", stopped: "grey" };

/** The newest sync cycles of a connection; each opens its entries. */
export function Cycles({ connection }: { connection: string }) {
  const { data, error, isPending, refetch } = useQuery(cyclesQuery(connection));
  return (
    <Section title={t("cycles")}>
      <div className={`card ${classes.scroll}`}>
        {isPending ? (
          <ListSkeleton rows={4} label={t("loading_cycles")} />
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : data.length === 0 ? (
          <EmptyState title={t("no_cycles")} />
        ) : (
          <table className={classes.table} aria-label={t("cycles_table")}>
            <thead>
              <tr>
                <th scope="col">{t("started")}</th>
                <th scope="col">{t("cycle_state")}</th>
                <th scope="col">{t("lane")}</th>
                <th scope="col">{t("sync_type")}</th>
                <th scope="col">{t("window")}</th>
                <th scope="col" className="num">
                  {t("took")}
                </th>
                <th scope="col" className="num">
                  {t("seen")}
                </th>
                <th scope="col" className="num">
                  {t("new")}
                </th>
                <th scope="col" className="num">
                  {t("changed")}
                </th>
                <th scope="col" className="num">
                  {t("skipped")}
                </th>
                <th scope="col" className="num">
                  {t("held")}
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
        <Badge tone={tones[cycle.state]}>{wordOf("cycle", cycle.state)}</Badge>
      </td>
      <td>{laneWord(cycle.lane)}</td>
      <td>{syncTypeLabel(cycle.sync_type)}</td>
      <td className="quiet">
        {cycle.window_from && cycle.window_to
          ? `${short(cycle.window_from, zone)} – ${short(cycle.window_to, zone)}`
          : cycle.window_to
            ? t("up_to", { time: short(cycle.window_to, zone) })
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
