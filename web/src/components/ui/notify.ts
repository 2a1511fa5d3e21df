import { notifications } from "@mantine/notifications";

import { asProblem } from "@/lib/problem";
import type { ActionResult, Sentence } from "@/lib/types";
import { plural } from "@/lib/words";

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
  const failed = result.results.find((r) => r.code >= 400 && r.code !== 409);
  if (result.failed === 0) {
    notifyDone(result.done === 1 ? done : `${done}: ${plural(result.done, "entry", "entries")}`);
    return;
  }
  notifications.show({
    title: result.done > 0 ? `${result.done} done, ${result.failed} failed` : "It failed again",
    message: failed ? `${failed.message} ${failed.remedy}`.trim() : "",
    color: "orange",
    autoClose: 12_000,
  });
}
