import { useMutation, useQueryClient } from "@tanstack/react-query";

import { notifyDone, notifyProblem } from "@/components/ui/notify";

import { replay } from "./api";
import { t } from "./words";

/** Sends one delivery again; how that ends shows in the list and in the drawer. */
export function useReplay(endpoint: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (delivery: string) => replay(endpoint, delivery),
    onSuccess: async () => {
      notifyDone(t("replayed"));
      await Promise.all(
        ["head", "delivery"].map((part) => client.invalidateQueries({ queryKey: ["webhooks", part, endpoint] })),
      );
    },
    onError: notifyProblem,
  });
}
