import { Button, Group, Progress } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { CirclePause, CirclePlay, RefreshCw } from "lucide-react";
import { useState } from "react";

import { CyclesTable } from "@/components/cycles-table";
import { ProvenBadge } from "@/components/proven-badge";
import { Badge } from "@/components/ui/badge";
import { ChannelIcon, channelTitle } from "@/components/ui/channel-icon";
import { Facts } from "@/components/ui/facts";
import { SentenceBlock } from "@/components/ui/sentence";
import { When } from "@/components/ui/when";
import { every, exactBoth, short, took } from "@/lib/dates";
import { neverStarted } from "@/lib/queries";
import { useMayOperate, useZone } from "@/lib/session";
import type { ConnectionStatus, CycleView, LaneStatus } from "@/lib/types";
import { count, laneWord, type Tone, within, wordOf } from "@/lib/words";

import { useConnectionVerb, type Verb } from "./api";
import { expiryOf } from "./expiry";
import { ReconnectButton } from "./refused";
import classes from "./status.module.css";
import { t } from "./words";

const healthTones: Record<LaneStatus["health"], Tone> = {
  on_time: "green",
  late: "amber",
  failing: "red",
  needs_you: "violet",
  paused: "grey",
  waiting: "blue",
};

/** One shop: how each of its lanes runs, and the buttons to run, pause and resume it. */
export function ConnectionCard({ connection, now }: { connection: ConnectionStatus; now: number }) {
  return (
    <section className={`card ${classes.card}`} aria-label={connection.name}>
      <div className={classes.head}>
        <ChannelIcon channel={connection.channel} size={30} />
        <div className={classes.name}>
          <h2>
            <Link to="/settings/connections/$id" params={{ id: connection.id }}>
              {connection.name}
            </Link>
          </h2>
          <span className={`quiet ${classes.counts}`}>
            {channelTitle(connection.channel)} ·{" "}
            <Link to="/orders" search={{ tab: "all", connection: connection.id }}>
              {t("orders", { count: connection.orders })}
            </Link>
            {connection.held > 0 && (
              <>
                {" · "}
                <Link to="/orders" search={{ tab: "all", connection: connection.id, held: true }}>
                  {t("held", { n: count(connection.held) })}
                </Link>
              </>
            )}
          </span>
          <Proven connection={connection} />
        </div>
        <Buttons connection={connection} />
      </div>
      <Expiry connection={connection} now={now} />
      {connection.problem && <SentenceBlock {...connection.problem} />}
      {connection.silent && <SentenceBlock {...connection.silent} />}
      {connection.lanes.map((lane) => (
        <Lane
          key={lane.lane}
          connection={connection}
          lane={lane}
          now={now}
          hideProblem={connection.problem?.reason === lane.problem?.reason}
        />
      ))}
    </section>
  );
}

/** The way to the ledger, with how far it has proven the shop. */
function Proven({ connection }: { connection: ConnectionStatus }) {
  return (
    <Link to="/completeness" className={classes.proven}>
      <ProvenBadge until={connection.proven_until} stuck={connection.state === "needs_you"} />
    </Link>
  );
}

/** "Authorise again within 3 days": nothing until two weeks before, then stronger by and by. */
function Expiry({ connection, now }: { connection: ConnectionStatus; now: number }) {
  const zone = useZone();
  const expiry = expiryOf(connection.authorised_until, now);
  if (!expiry || !connection.authorised_until) return null;
  return (
    <p className={classes.expiry} data-tone={expiry.tone} role={expiry.days <= 3 ? "alert" : undefined}>
      <strong>
        <Link to="/settings/connections/$id" params={{ id: connection.id }}>
          {expiry.days > 0 ? t("authorise_within", { count: expiry.days }) : t("authorise_now")}
        </Link>
      </strong>{" "}
      <span title={exactBoth(connection.authorised_until, zone)}>
        {t("authorised_until", {
          channel: channelTitle(connection.channel),
          time: short(connection.authorised_until, zone),
        })}
      </span>
    </p>
  );
}

function Buttons({ connection }: { connection: ConnectionStatus }) {
  const mayOperate = useMayOperate();
  const act = useConnectionVerb();
  if (!mayOperate) return null;
  const running = connection.lanes.some((lane) => lane.running);
  const go = (verb: Verb) => act.mutate({ verb, id: connection.id, name: connection.name });
  const busy = (verb: Verb) => act.isPending && act.variables.verb === verb;
  const stopped = connection.state !== "active";
  if (neverStarted(connection)) {
    return (
      <div className={classes.buttons}>
        <Button
          size="xs"
          renderRoot={(props) => <Link to="/settings/connections/$id" params={{ id: connection.id }} {...props} />}
        >
          {t("start_it")}
        </Button>
      </div>
    );
  }
  if (connection.state === "needs_you") {
    return (
      <div className={classes.buttons}>
        <ReconnectButton id={connection.id} />
      </div>
    );
  }
  return (
    <Group gap={6} className={classes.buttons}>
      {!stopped && (
        <Button
          size="xs"
          variant="default"
          leftSection={<RefreshCw size={14} aria-hidden />}
          loading={busy("sync")}
          disabled={running}
          onClick={() => go("sync")}
        >
          {t("sync_now")}
        </Button>
      )}
      {stopped ? (
        <Button
          size="xs"
          variant="default"
          leftSection={<CirclePlay size={14} aria-hidden />}
          loading={busy("resume")}
          onClick={() => go("resume")}
        >
          {t("resume")}
        </Button>
      ) : (
        <Button
          size="xs"
          variant="default"
          leftSection={<CirclePause size={14} aria-hidden />}
          loading={busy("pause")}
          onClick={() => go("pause")}
        >
          {t("pause")}
        </Button>
      )}
    </Group>
  );
}

interface LaneProps {
  connection: ConnectionStatus;
  lane: LaneStatus;
  now: number;
  hideProblem: boolean;
}

function Lane({ connection, lane, now, hideProblem }: LaneProps) {
  const [opened, setOpened] = useState(false);
  return (
    <div className={classes.lane}>
      <div className={classes.laneHead}>
        <strong>{laneWord(lane.lane)}</strong>
        <Badge tone={healthTones[lane.health]} dot>
          {t(`health.${lane.health}`)}
        </Badge>
        <span className="quiet">{every(lane.every_seconds)}</span>
      </div>
      {lane.running && <Running lane={lane} now={now} />}
      {lane.problem && !hideProblem && <SentenceBlock {...lane.problem} />}
      <Facts
        of={[
          [t("last_success"), <When key="l" at={lane.last_success_at} none={t("not_yet")} />],
          [t("synced_up_to"), lane.synced_up_to && <When at={lane.synced_up_to} />],
          [t("next"), <Next key="n" connection={connection} lane={lane} now={now} />],
          [t("last_cycle"), lane.last_cycle && <Counts cycle={lane.last_cycle} />],
        ]}
      />
      <details className={classes.cycles} onToggle={(event) => setOpened(event.currentTarget.open)}>
        <summary>{t("cycles")}</summary>
        {opened && <CyclesTable connection={connection.id} lane={lane.lane} />}
      </details>
    </div>
  );
}

function Next({ connection, lane, now }: Omit<LaneProps, "hideProblem">) {
  if (neverStarted(connection)) return t("when_started");
  if (connection.state === "needs_you") return t("when_reconnected");
  if (connection.state !== "active") return t("when_resumed");
  if (lane.running) return t("running_now");
  if (lane.next_at && Date.parse(lane.next_at) <= now) return t("due_now");
  return <When at={lane.next_at} />;
}

/** "Reading orders 825 of 12,403". The API says the same in English. */
function step(lane: LaneStatus): string {
  const what = within(laneWord(lane.lane));
  if (lane.total > 0) {
    return t("reading_of", { what, done: count(Math.min(lane.done, lane.total)), total: count(lane.total) });
  }
  return lane.done > 0 ? t("reading_done", { what, done: count(lane.done) }) : t("reading", { what });
}

/** The step, with the rate and the time left when both can be known. */
function Running({ lane, now }: { lane: LaneStatus; now: number }) {
  const known = lane.total > 0;
  const left = known && lane.per_second > 0 ? ((lane.total - lane.done) / lane.per_second) * 1000 : undefined;
  const rate =
    lane.per_second > 0 &&
    t("rate", { n: count(lane.per_second < 10 ? Math.round(lane.per_second * 10) / 10 : Math.round(lane.per_second)) });
  const sinceStart =
    lane.started_at && t("since_start", { time: took(Math.max(0, now - Date.parse(lane.started_at))) });
  return (
    <div className={classes.running}>
      <div className={classes.step}>
        <span>{step(lane)}</span>
        <span className="quiet">
          {[rate, left !== undefined ? t("time_left", { time: took(left) }) : sinceStart].filter(Boolean).join(", ")}
        </span>
      </div>
      <Progress
        value={known ? Math.min(100, (100 * lane.done) / lane.total) : 100}
        striped={!known}
        animated={!known}
        size="sm"
        aria-label={step(lane)}
      />
    </div>
  );
}

function Counts({ cycle }: { cycle: CycleView }) {
  const kinds = ["seen", "new", "changed", "skipped", "held"] as const;
  const shown = kinds.filter((kind) => kind === "seen" || cycle[kind] > 0);
  return (
    <span>
      <Link to="/logs" search={{ cycle: cycle.id }}>
        {shown.map((kind) => t(`counted.${kind}`, { n: count(cycle[kind]) })).join(", ")}
      </Link>{" "}
      <span className="quiet">
        {cycle.state === "failed" || cycle.state === "stopped" ? `(${within(wordOf("cycle", cycle.state))})` : ""}
        {cycle.ended_at &&
          ` ${t("cycle_took", { time: took(Date.parse(cycle.ended_at) - Date.parse(cycle.started_at)) })}`}
      </span>
    </span>
  );
}
