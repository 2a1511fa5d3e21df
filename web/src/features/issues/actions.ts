import { useMutation, useQueryClient } from "@tanstack/react-query";

import { notifyDone, notifyProblem } from "@/components/ui/notify";

import { type Change, changeIssue, issueQuery } from "./api";
import { t } from "./words";

/** Changes an issue and says so. A dialog that shows the error itself passes `quiet`. */
export function useChangeIssue(id: string, quiet = false) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: Change) => changeIssue(id, change),
    onSuccess: async (issue, change) => {
      client.setQueryData(issueQuery(id).queryKey, issue);
      notifyDone(t(`changed.${change.do}`));
      await Promise.all(
        [
          ["issues", "head"],
          ["issues", "states"],
          ["issues", "top"],
        ].map((queryKey) => client.invalidateQueries({ queryKey })),
      );
    },
    onError: (error) => {
      if (!quiet) notifyProblem(error);
    },
  });
}
