import { useMutation, useQueryClient } from "@tanstack/react-query";

import { notifyDone, notifyHeld, notifyProblem } from "@/components/ui/notify";
import type { Choice, OrderDetail } from "@/lib/types";

import { decideOrder, downloadOrder, releaseOrder, rerunOrder } from "./api";

/** The order as it is after an action: what was done, or what still holds it. */
function notifyOrder(order: OrderDetail, done: string): void {
  const name = order.number || order.ref;
  if (order.hold) notifyHeld(`${name}: ${done}, and still held`, order.hold);
  else notifyDone(`${name}: ${done}`);
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
    mutationFn: ({ id, verb }: { id: string; verb: "fetch" | "stored" }) => rerunOrder(id, verb),
    onSuccess: async (order, { verb }) => {
      notifyOrder(order, verb === "fetch" ? "fetched and run again" : "run again");
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
  const download = useMutation({
    mutationFn: ({ connection, ref }: { connection: string; ref: string }) => downloadOrder(connection, ref),
    onSuccess: async (order) => {
      notifyOrder(order, "downloaded");
      await refresh();
    },
  });
  return { rerun, decide, release, download };
}

export const choiceWords: Record<Choice, { label: string; what: string }> = {
  void_and_restock: {
    label: "Void and restock",
    what: "The invoice goes to the recycle bin and the goods go back into stock.",
  },
  keep: { label: "Keep as it is", what: "The books stay as they are, and the order no longer waits." },
  credit_note: {
    label: "Write a credit note",
    what: "The invoice stays, and a credit note against it gives the money back.",
  },
};

export function isChoice(word: string): word is Choice {
  return word in choiceWords;
}
