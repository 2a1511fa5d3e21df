import { useMutation, useQueryClient } from "@tanstack/react-query";

import { notifyProblem, notifyResult } from "@/components/ui/notify";
import { sentenceCase } from "@/lib/words";

import { actOnLogs, type LogAction } from "./api";

export const actionWords: Record<LogAction, { label: string; done: string; what: string }> = {
  rerun_fetch: {
    label: "Fetch and run again",
    done: "Fetched and run again",
    what: "The order is read from the channel again, and what remains to be done is done.",
  },
  rerun_stored: {
    label: "Run again with what is stored",
    done: "Run again",
    what: "What remains to be done is done with the order as it was last read. The channel is not asked.",
  },
  resolve: {
    label: "Mark resolved",
    done: "Marked resolved",
    what: "The entries no longer count as open errors. Nothing is run.",
  },
  unresolve: { label: "Mark unresolved", done: "Marked unresolved", what: "The entries count as open errors again." },
  resolve_and_rerun: {
    label: "Resolve and run again",
    done: "Resolved and run again",
    what: "The entries are marked resolved, then the orders are run again.",
  },
};

/** Everything that shows entries, orders or counts is stale after an action. */
export function useRefreshAfterAction(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await Promise.all(
      [["logs", "head"], ["logs", "one"], ["orders"], ["documents"], ["status"], ["report"]].map((queryKey) =>
        client.invalidateQueries({ queryKey }),
      ),
    );
  };
}

/** An action on one entry. */
export function useLogAction() {
  const refresh = useRefreshAfterAction();
  return useMutation({
    mutationFn: ({ action, id }: { action: LogAction; id: string }) => actOnLogs(action, [id]),
    onSuccess: async (result, { action }) => {
      notifyResult(result, actionWords[action].done);
      await refresh();
    },
    onError: notifyProblem,
  });
}

export function entityWord(entity: string): string {
  return entity === "sku" ? "SKU" : sentenceCase(entity);
}
