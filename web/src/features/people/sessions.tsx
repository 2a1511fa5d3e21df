import { Button, Group } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { LogOut, MonitorX } from "lucide-react";

import { Badge } from "@/components/ui/badge";
import { notifyDone, notifyProblem } from "@/components/ui/notify";
import { Rich } from "@/components/ui/rich";
import { ErrorState, ListSkeleton } from "@/components/ui/states";
import { When } from "@/components/ui/when";
import type { SessionView } from "@/lib/types";

import { endOtherSessions, endSession, sessionsQuery } from "./api";
import classes from "./people.module.css";
import { t } from "./words";

/** One's signed-in browsers. The one that asks ends by signing out. */
export function Sessions() {
  const { data, error, isPending, refetch } = useQuery(sessionsQuery);
  if (isPending) {
    return (
      <div className="card">
        <ListSkeleton rows={2} label={t("loading_sessions")} />
      </div>
    );
  }
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <ul className={`card ${classes.list}`} aria-label={t("sessions")}>
        {data.map((session) => (
          <Browser key={session.id} session={session} />
        ))}
      </ul>
      {data.some((session) => !session.current) && <EndOthers />}
    </>
  );
}

function Browser({ session }: { session: SessionView }) {
  const client = useQueryClient();
  const browser = session.browser || t("some_browser");
  const end = useMutation({
    mutationFn: () => endSession(session.id),
    onSuccess: async () => {
      notifyDone(t("session_ended", { browser }));
      await client.invalidateQueries({ queryKey: ["sessions"] });
    },
    onError: notifyProblem,
  });
  return (
    <li className={classes.item}>
      <div className={classes.grow}>
        {browser} {session.current && <Badge tone="blue">{t("this_browser")}</Badge>}
        <div className="quiet">
          <Rich
            say={t}
            text="session_facts"
            values={{ network: session.network }}
            parts={{ began: <When at={session.created_at} />, seen: <When at={session.seen_at} /> }}
          />
        </div>
      </div>
      {!session.current && (
        <Button
          size="xs"
          variant="default"
          leftSection={<LogOut size={14} aria-hidden />}
          aria-label={t("end_named", { browser })}
          loading={end.isPending}
          onClick={() => end.mutate()}
        >
          {t("end")}
        </Button>
      )}
    </li>
  );
}

function EndOthers() {
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: endOtherSessions,
    onSuccess: async ({ ended }) => {
      notifyDone(t("sessions_ended", { count: ended }));
      await client.invalidateQueries({ queryKey: ["sessions"] });
    },
    onError: notifyProblem,
  });
  return (
    <Group>
      <Button
        size="xs"
        variant="default"
        leftSection={<MonitorX size={15} aria-hidden />}
        loading={end.isPending}
        onClick={() => end.mutate()}
      >
        {t("end_others")}
      </Button>
    </Group>
  );
}
