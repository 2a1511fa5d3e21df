import { Alert, Button, Group, Modal, Progress, Stack, Text } from "@mantine/core";
import { useRef, useState } from "react";

import { CodeBadge } from "@/components/ui/badge";
import { asProblem } from "@/lib/problem";
import type { LogEntry } from "@/lib/types";
import { count, operationLabel, shared } from "@/lib/words";

import { useRefreshAfterAction } from "./actions";
import { actOnLogs, type LogAction } from "./api";
import { t } from "./words";

// Small enough to show progress and to stop soon, large enough not to be slow.
const chunk = 20;

interface BulkDialogProps {
  action: LogAction;
  entries: LogEntry[];
  onClose: () => void;
  onFinished: () => void;
}

interface Tally {
  done: number;
  failed: number;
  firstFailure?: string;
}

/** Says what an action on many entries would do, then does it with progress, and can be stopped. */
export function BulkDialog({ action, entries, onClose, onFinished }: BulkDialogProps) {
  // The entries as they were when the dialog opened: the list behind may change while we work.
  const [todo] = useState(entries);
  const [state, setState] = useState<"asking" | "running" | "finished">("asking");
  const [tally, setTally] = useState<Tally>({ done: 0, failed: 0 });
  const [error, setError] = useState<unknown>();
  const stop = useRef(false);
  const refresh = useRefreshAfterAction();
  const handled = tally.done + tally.failed;

  const told = t("tally", {
    handled: count(handled),
    all: count(todo.length),
    done: count(tally.done),
    failed: count(tally.failed),
  });

  const run = async () => {
    setState("running");
    const sum: Tally = { done: 0, failed: 0 };
    try {
      for (let i = 0; i < todo.length && !stop.current; i += chunk) {
        const result = await actOnLogs(
          action,
          todo.slice(i, i + chunk).map((entry) => entry.id),
        );
        sum.done += result.done;
        sum.failed += result.failed;
        const bad = result.results.find((r) => r.code >= 400 && r.code !== 409);
        sum.firstFailure ??= bad && `${bad.message} ${bad.remedy}`.trim();
        setTally({ ...sum });
      }
    } catch (thrown) {
      setError(thrown);
    }
    setState("finished");
    await refresh();
  };
  const finish = () => {
    stop.current = true;
    if (state !== "asking") onFinished();
    onClose();
  };

  return (
    <Modal
      opened
      onClose={finish}
      title={t("bulk_title", { action: t(`action.${action}`), count: todo.length })}
      centered
      closeButtonProps={{ "aria-label": shared("close") }}
    >
      <Stack gap="sm">
        <Text>{t(`action_what.${action}`)}</Text>
        {state === "asking" && <Breakdown entries={todo} />}
        {state !== "asking" && (
          <div aria-live="polite">
            <Progress value={(100 * handled) / todo.length} aria-label={t("progress")} mb="xs" />
            <Text>{state === "finished" && handled < todo.length ? t("tally_stopped", { tally: told }) : told}</Text>
          </div>
        )}
        {tally.firstFailure && <Alert color="orange">{tally.firstFailure}</Alert>}
        {error ? (
          <Alert color="red" role="alert" title={asProblem(error).title}>
            {asProblem(error).detail}
          </Alert>
        ) : null}
        <Group justify="flex-end" gap="xs">
          {state === "asking" && (
            <>
              <Button variant="default" onClick={finish}>
                {shared("cancel")}
              </Button>
              <Button onClick={() => void run()} data-autofocus>
                {t(`action.${action}`)}
              </Button>
            </>
          )}
          {state === "running" && (
            <Button variant="default" onClick={() => (stop.current = true)}>
              {t("stop")}
            </Button>
          )}
          {state === "finished" && <Button onClick={finish}>{shared("close")}</Button>}
        </Group>
      </Stack>
    </Modal>
  );
}

/** How many of what, before anything is done. */
function Breakdown({ entries }: { entries: LogEntry[] }) {
  const groups = new Map<string, { entry: LogEntry; n: number }>();
  for (const entry of entries) {
    const key = `${entry.operation} ${entry.code}`;
    groups.set(key, { entry, n: (groups.get(key)?.n ?? 0) + 1 });
  }
  return (
    <ul style={{ margin: 0, padding: 0, listStyle: "none", display: "grid", gap: "0.25rem" }}>
      {[...groups.entries()].map(([key, { entry, n }]) => (
        <li key={key} style={{ display: "flex", gap: "0.5rem", alignItems: "center" }}>
          <span className="num" style={{ minWidth: "2.5rem" }}>
            {count(n)}
          </span>
          <span>{operationLabel(entry.operation)}</span>
          <CodeBadge code={entry.code} reason={entry.reason} />
        </li>
      ))}
    </ul>
  );
}
