import { Alert, Button, Group, Modal, Progress, Stack } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";

import { api, unwrap } from "@/lib/api";
import { bulkQuery } from "@/lib/queries";
import type { BulkView } from "@/lib/types";
import { count, shared, wordOf } from "@/lib/words";

import classes from "./bulk.module.css";
import { ProblemAlert } from "./problem-alert";
import { CodeBadge } from "./ui/badge";
import { ErrorState, ListSkeleton } from "./ui/states";
import { t } from "./words";

const stopBulk = (id: string) => unwrap(api.POST("/api/v1/bulk/{id}/stop", { params: { path: { id } } }));

/** How far an action is, with a stop; at its end what became of it, and the entries that it wrote. */
export function BulkProgress({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error, isPending, refetch } = useQuery(bulkQuery(id));
  useRefreshAtEnd(data);
  if (isPending) return <ListSkeleton rows={2} label={t("progress")} />;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <Stack gap="sm">
      <div aria-live="polite">
        <Progress value={percent(data)} aria-label={t("progress")} mb="xs" />
        <p className={classes.lead}>
          {t("tally", {
            state: wordOf("bulk_state", data.state),
            handled: count(data.done),
            all: count(data.total),
            done: count(data.succeeded),
            failed: count(data.failed),
          })}
        </p>
      </div>
      <Outcome bulk={data} onClose={onClose} />
      <Buttons bulk={data} onClose={onClose} />
    </Stack>
  );
}

export function percent({ state, done, total }: BulkView): number {
  if (state === "done") return 100;
  return total === 0 ? 0 : Math.min(100, (100 * done) / total);
}

/** All that shows entries, orders or counts is stale once an action has ended. */
function useRefreshAtEnd(bulk: BulkView | undefined): void {
  const client = useQueryClient();
  const ended = bulk !== undefined && bulk.state !== "running";
  useEffect(() => {
    if (!ended) return;
    for (const key of ["logs", "orders", "documents", "issues", "status", "report"])
      void client.invalidateQueries({ queryKey: [key] });
    void client.invalidateQueries({ queryKey: ["bulk", "list"] });
  }, [client, ended]);
}

/** What failed by code, what was left out and why, and the way to the entries. */
function Outcome({ bulk, onClose }: { bulk: BulkView; onClose: () => void }) {
  const wrote = bulk.kind !== "resolve" && bulk.kind !== "unresolve" && bulk.succeeded + bulk.failed > 0;
  return (
    <>
      {bulk.codes.length > 0 && (
        <ul className={classes.groups} aria-label={t("failed_by_code")}>
          {bulk.codes.map(({ code, n }) => (
            <li key={code} className={classes.group}>
              <span className={`num ${classes.figure}`}>{count(n)}</span>
              <CodeBadge code={code} />
            </li>
          ))}
        </ul>
      )}
      {bulk.skips.map((skip) => (
        <p key={skip.reason} className={classes.note}>
          {t("left_out", { n: count(skip.n), why: skip.message })}
        </p>
      ))}
      {bulk.problem && (
        <Alert color="orange">
          {bulk.problem.message} {bulk.problem.remedy}
        </Alert>
      )}
      {wrote && (
        <Link to="/logs" search={{ bulk: bulk.id }} onClick={onClose}>
          {t("entries_written")}
        </Link>
      )}
    </>
  );
}

function Buttons({ bulk, onClose }: { bulk: BulkView; onClose: () => void }) {
  const client = useQueryClient();
  const stop = useMutation({
    mutationFn: () => stopBulk(bulk.id),
    onSettled: () => client.invalidateQueries({ queryKey: ["bulk"] }),
  });
  const running = bulk.state === "running";
  return (
    <>
      <ProblemAlert error={running ? stop.error : undefined} />
      {running && <p className={classes.note}>{t("goes_on")}</p>}
      <Group justify="flex-end" gap="xs">
        {running && (
          <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate()}>
            {t("stop")}
          </Button>
        )}
        <Button onClick={onClose} variant={running ? "subtle" : "filled"}>
          {running ? t("leave_it") : shared("close")}
        </Button>
      </Group>
    </>
  );
}

/** An action that was begun earlier, in a dialog of its own. */
export default function BulkProgressDialog({ bulk, onClose }: { bulk: BulkView; onClose: () => void }) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={wordOf("bulk", bulk.kind)}
      centered
      closeButtonProps={{ "aria-label": shared("close") }}
    >
      <BulkProgress id={bulk.id} onClose={onClose} />
    </Modal>
  );
}
