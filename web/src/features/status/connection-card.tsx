import { Button, Group, Progress } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { CirclePause, CirclePlay, RefreshCw } from "lucide-react";

import { Badge } from "@/components/ui/badge";
import { ChannelIcon, channelTitle } from "@/components/ui/channel-icon";
import { Facts } from "@/components/ui/facts";
import { SentenceBlock } from "@/components/ui/sentence";
import { When } from "@/components/ui/when";
import { every, took } from "@/lib/dates";
import { useMayOperate } from "@/lib/session";
import type { ConnectionStatus, CycleView, LaneStatus } from "@/lib/types";
import { count, laneWord, plural, sentenceCase, type Tone } from "@/lib/words";

import { useConnectionVerb, type Verb } from "./api";
import classes from "./status.module.css";

const health: Record<string, { word: string; tone: Tone }> = {
  on_time: { word: "On time", tone: "green" },
  late: { word: "Late", tone: "amber" },
  failing: { word: "Failing", tone: "red" },
  needs_you: { word: "Needs you", tone: "violet" },
  paused: { word: "Paused", tone: "grey" },
  waiting: { word: "First cycle to come", tone: "blue" },
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
          <span className="quiet">
            {channelTitle(connection.channel)} ·{" "}
            <Link to="/orders" search={{ tab: "all", connection: connection.id }}>
              {plural(connection.orders, "order")}
            </Link>
            {connection.held > 0 && (
              <>
                {" · "}
                <Link to="/orders" search={{ tab: "all", connection: connection.id, held: true }}>
                  {count(connection.held)} held
                </Link>
              </>
            )}
          </span>
        </div>
        <Buttons connection={connection} />
      </div>
      {connection.problem && <SentenceBlock {...connection.problem} />}
      {connection.lanes.map((lane) => (
        <Lane key={lane.lane} lane={lane} now={now} hideProblem={connection.problem?.reason === lane.problem?.reason} />
      ))}
    </section>
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
  return (
    <Group gap={6} className={classes.buttons}>
      {!stopped && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<RefreshCw size={14} aria-hidden />}
          loading={busy("sync")}
          disabled={running}
          onClick={() => go("sync")}
        >
          Sync now
        </Button>
      )}
      {stopped ? (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<CirclePlay size={14} aria-hidden />}
          loading={busy("resume")}
          onClick={() => go("resume")}
        >
          Resume
        </Button>
      ) : (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<CirclePause size={14} aria-hidden />}
          loading={busy("pause")}
          onClick={() => go("pause")}
        >
          Pause
        </Button>
      )}
    </Group>
  );
}

function Lane({ lane, now, hideProblem }: { lane: LaneStatus; now: number; hideProblem: boolean }) {
  const state = health[lane.health] ?? { word: sentenceCase(lane.health), tone: "grey" as const };
  return (
    <div className={classes.lane}>
      <div className={classes.laneHead}>
        <strong>{laneWord(lane.lane)}</strong>
        <Badge tone={state.tone} dot>
          {state.word}
        </Badge>
        <span className="quiet">{every(lane.every_seconds)}</span>
      </div>
      {lane.running && <Running lane={lane} now={now} />}
      {lane.problem && !hideProblem && <SentenceBlock {...lane.problem} />}
      <Facts
        of={[
          ["Last success", <When key="l" at={lane.last_success_at} none="not yet" />],
          ["Synced up to", lane.synced_up_to && <When at={lane.synced_up_to} />],
          ["Next", <Next key="n" lane={lane} now={now} />],
          ["Last cycle", lane.last_cycle && <Counts cycle={lane.last_cycle} />],
        ]}
      />
    </div>
  );
}

function Next({ lane, now }: { lane: LaneStatus; now: number }) {
  if (lane.running) return "running now";
  if (lane.next_at && Date.parse(lane.next_at) <= now) return "due now";
  return <When at={lane.next_at} none="when resumed" />;
}

/** "Reading orders 825 of 12,403", with the rate and the time left when both can be known. */
function Running({ lane, now }: { lane: LaneStatus; now: number }) {
  const known = lane.total > 0;
  const left = known && lane.per_second > 0 ? ((lane.total - lane.done) / lane.per_second) * 1000 : undefined;
  const rate =
    lane.per_second > 0 &&
    `${lane.per_second < 10 ? lane.per_second.toFixed(1) : count(Math.round(lane.per_second))} a second`;
  const sinceStart = lane.started_at && `for ${took(Math.max(0, now - Date.parse(lane.started_at)))}`;
  return (
    <div className={classes.running}>
      <div className={classes.step}>
        <span>{lane.step || `Reading ${lane.lane}`}</span>
        <span className="quiet">
          {[rate, left !== undefined ? `${took(left)} left` : sinceStart].filter(Boolean).join(", ")}
        </span>
      </div>
      <Progress
        value={known ? Math.min(100, (100 * lane.done) / lane.total) : 100}
        striped={!known}
        animated={!known}
        size="sm"
        aria-label={lane.step || "Progress"}
      />
    </div>
  );
}

function Counts({ cycle }: { cycle: CycleView }) {
  const parts: [number, string][] = [
    [cycle.seen, "seen"],
    [cycle.new, "new"],
    [cycle.changed, "changed"],
    [cycle.skipped, "skipped"],
    [cycle.held, "held"],
  ];
  const shown = parts.filter(([n], i) => i === 0 || n > 0);
  return (
    <span>
      <Link to="/logs" search={{ cycle: cycle.id }}>
        {shown.map(([n, word]) => `${count(n)} ${word}`).join(", ")}
      </Link>{" "}
      <span className="quiet">
        {cycle.state === "failed" || cycle.state === "stopped" ? `(${cycle.state})` : ""}
        {cycle.ended_at && ` in ${took(Date.parse(cycle.ended_at) - Date.parse(cycle.started_at))}`}
      </span>
    </span>
  );
}
