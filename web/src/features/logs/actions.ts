import { useMutation, useQueryClient } from "@tanstack/react-query";

import { notifyProblem, notifyResult } from "@/components/ui/notify";
import type { LogEntry } from "@/lib/types";

import { actOnLogs, type LogAction } from "./api";
import { t } from "./words";

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
      notifyResult(result, t(`action_done.${action}`));
      await refresh();
    },
    onError: notifyProblem,
  });
}

export function entityWord(entity: LogEntry["entity"]): string {
  return t(`entity.${entity}`);
}
