import { useMutation, useQueryClient } from "@tanstack/react-query";

import { notifyDone, notifyProblem } from "@/components/ui/notify";
import { useMayOperate } from "@/lib/session";
import type { IssueView } from "@/lib/types";

import { showChanged } from "./actions";
import { changeIssue, fixIssue } from "./api";
import { t } from "./words";

/** e acknowledges an issue or takes it back, r runs again what it holds up; for the row in focus or in the drawer. */
export function useIssueKeys(rows: IssueView[]): Record<string, (id: string) => void> {
  const mayOperate = useMayOperate();
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ["issues"], predicate: (q) => q.queryKey[1] !== "list" });
  const know = useMutation({
    mutationFn: ({ id, state }: { id: string; state: string }) =>
      changeIssue(id, { do: state === "open" || state === "regressed" ? "acknowledge" : "reopen" }),
    onSuccess: async (issue) => {
      notifyDone(t(issue.state === "acknowledged" ? "changed.acknowledge" : "changed.reopen"));
      await showChanged(client, issue);
    },
    onError: notifyProblem,
  });
  const rerun = useMutation({
    mutationFn: (id: string) => fixIssue(id, { fix: "rerun" }),
    onSuccess: async () => {
      notifyDone(t("run_again_begun"));
      await Promise.all([refresh(), client.invalidateQueries({ queryKey: ["bulk"] })]);
    },
    onError: notifyProblem,
  });
  if (!mayOperate) return {};
  return {
    e: (id) => know.mutate({ id, state: rows.find((row) => row.id === id)?.state ?? "" }),
    r: (id) => rerun.mutate(id),
  };
}
