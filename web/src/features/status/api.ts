import { useMutation, useQueryClient } from "@tanstack/react-query";

import { notifyDone, notifyProblem } from "@/components/ui/notify";
import { api, unwrap } from "@/lib/api";

import { t } from "./words";

export type Verb = "sync" | "pause" | "resume";

function call(verb: Verb, id: string): Promise<unknown> {
  const params = { path: { id } };
  switch (verb) {
    case "sync":
      return unwrap(api.POST("/api/v1/connections/{id}/sync", { params }));
    case "pause":
      return unwrap(api.POST("/api/v1/connections/{id}/pause", { params }));
    case "resume":
      return unwrap(api.POST("/api/v1/connections/{id}/resume", { params }));
  }
}

/** Sync now, pause, resume. */
export function useConnectionVerb() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ verb, id }: { verb: Verb; id: string; name: string }) => call(verb, id),
    onSuccess: async (_answer, { verb, name }) => {
      notifyDone(t(`verb_done.${verb}`, { name }));
      await Promise.all(
        [["status"], ["connections"], ["cycles"]].map((queryKey) => client.invalidateQueries({ queryKey })),
      );
    },
    onError: notifyProblem,
  });
}
