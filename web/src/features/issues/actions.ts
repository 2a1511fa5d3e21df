import { type InfiniteData, type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";

import { notifyDone, notifyProblem } from "@/components/ui/notify";
import type { IssueDetail, IssueView } from "@/lib/types";

import { type Change, changeIssue, issueQuery } from "./api";
import { t } from "./words";

/**
 * Shows an issue as the hub has just answered it, and asks again for what counts it. The list stays as it is, so a row that has left
 * its tab by this still stands there: it must not say what it was, or the next key would do the same again.
 */
export async function showChanged(client: QueryClient, issue: IssueDetail): Promise<void> {
  client.setQueryData(issueQuery(issue.id).queryKey, issue);
  client.setQueriesData<InfiniteData<{ items: IssueView[] }>>(
    { queryKey: ["issues", "list"] },
    (list) =>
      list && {
        ...list,
        pages: list.pages.map((page) => ({
          ...page,
          items: page.items.map((row) => (row.id === issue.id ? issue : row)),
        })),
      },
  );
  await Promise.all(
    [
      ["issues", "head"],
      ["issues", "states"],
      ["issues", "top"],
    ].map((queryKey) => client.invalidateQueries({ queryKey })),
  );
}

/** Changes an issue and says so. A dialog that shows the error itself passes `quiet`. */
export function useChangeIssue(id: string, quiet = false) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: Change) => changeIssue(id, change),
    onSuccess: async (issue, change) => {
      notifyDone(t(`changed.${change.do}`));
      await showChanged(client, issue);
    },
    onError: (error) => {
      if (!quiet) notifyProblem(error);
    },
  });
}
