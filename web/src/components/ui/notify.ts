import { notifications } from "@mantine/notifications";

import { t } from "@/components/words";
import { asProblem } from "@/lib/problem";
import type { ActionResult, Sentence } from "@/lib/types";
import { count } from "@/lib/words";

export function notifyDone(message: string): void {
  notifications.show({ message, color: "green", autoClose: 4000 });
}

export function notifyProblem(error: unknown): void {
  const problem = asProblem(error);
  notifications.show({ title: problem.title, message: problem.detail, color: "red", autoClose: 10_000 });
}

export function notifyHeld(title: string, why: Sentence): void {
  notifications.show({ title, message: `${why.message} ${why.remedy}`.trim(), color: "orange", autoClose: 12_000 });
}

/** Says how an action went: how many worked, and the first sentence of what did not. */
export function notifyResult(result: ActionResult, done: string): void {
  if (result.done + result.failed === 0 && result.skipped > 0) {
    notifications.show({
      title: t("nothing_done"),
      message: result.results[0]?.message,
      color: "gray",
      autoClose: 8000,
    });
    return;
  }
  const failed = result.results.find((r) => r.code >= 400 && r.code !== 409);
  if (result.failed === 0) {
    notifyDone(result.done === 1 ? done : t("done_entries", { done, count: result.done }));
    return;
  }
  notifications.show({
    title:
      result.done > 0
        ? t("done_and_failed", { done: count(result.done), failed: count(result.failed) })
        : t("failed_again"),
    message: failed ? `${failed.message} ${failed.remedy}`.trim() : "",
    color: "orange",
    autoClose: 12_000,
  });
}
