import { useMutation, useQueryClient } from "@tanstack/react-query";

import { notifyDone, notifyHeld, notifyProblem } from "@/components/ui/notify";
import type { CancelAnswer, Choice, OrderDetail } from "@/lib/types";

import { answerCancel, decideOrder, downloadOrder, overrideLine, releaseOrder, rerunOrder } from "./api";

import { t } from "./words";

/** The order as it is after an action: what was done, or what still holds it. */
function notifyOrder(
  order: OrderDetail,
  what: "fetched" | "run" | "decided" | "released" | "downloaded" | "accept" | "reject",
): void {
  const done = t(`done_${what}`, { order: order.number || order.ref });
  if (order.hold) notifyHeld(t("held_still", { done }), order.hold);
  else notifyDone(done);
}

/** What a person can do with an order. Each leaves every list that shows the order stale. */
export function useOrderActions() {
  const client = useQueryClient();
  const refresh = async () => {
    await Promise.all(
      [["orders", "one"], ["orders", "head"], ["orders", "tabs"], ["logs"], ["documents"], ["status"]].map((queryKey) =>
        client.invalidateQueries({ queryKey }),
      ),
    );
  };
  const rerun = useMutation({
    mutationFn: ({ id, verb, reason }: { id: string; verb: "fetch" | "stored"; reason?: string }) =>
      rerunOrder(id, verb, reason),
    onSuccess: async (order, { verb }) => {
      notifyOrder(order, verb === "fetch" ? "fetched" : "run");
      await refresh();
    },
    onError: notifyProblem,
  });
  const decide = useMutation({
    mutationFn: ({ id, choice, reason }: { id: string; choice: Choice; reason: string }) =>
      decideOrder(id, choice, reason),
    onSuccess: async (order) => {
      notifyOrder(order, "decided");
      await refresh();
    },
  });
  const release = useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) => releaseOrder(id, reason),
    onSuccess: async (order) => {
      notifyOrder(order, "released");
      await refresh();
    },
  });
  const answer = useMutation({
    mutationFn: ({ id, answer, reason }: { id: string; answer: CancelAnswer; reason: string }) =>
      answerCancel(id, answer, reason),
    onSuccess: (order, { answer }) => notifyOrder(order, answer),
    onSettled: refresh, // a refusal, too, tells that the order is not what the page shows
  });
  const override = useMutation({
    mutationFn: ({ id, line, sku, reason }: { id: string; line: string; sku: string; reason: string }) =>
      overrideLine(id, line, sku, reason),
    onSuccess: async (order) => {
      notifyOrder(order, "run");
      await refresh();
    },
  });
  const download = useMutation({
    mutationFn: ({ connection, ref, reason }: { connection: string; ref: string; reason: string }) =>
      downloadOrder(connection, ref, reason),
    onSuccess: async (order) => {
      notifyOrder(order, "downloaded");
      await refresh();
    },
  });
  return { rerun, decide, release, answer, override, download };
}
