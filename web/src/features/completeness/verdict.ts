import type { CompletenessDay } from "@/lib/types";
import type { Tone } from "@/lib/words";

import { type Kind, kinds } from "./search";

export const verdicts = ["complete", "open", "unexplained", "not_judged"] as const;

export type Verdict = (typeof verdicts)[number];

/** The kinds that a cell names and whose names do not say enough. */
export const kindsExplained = ["held", "pending", "skipped", "unequal", "orphan", "gone"] as const satisfies Kind[];

type Figures = Pick<CompletenessDay, Exclude<Kind, "orphan"> | "orphans" | "channel" | "received">;

/**
 * A day in one word: unexplained when something is wrong that nothing explains, open when orders wait and say for what, not
 * judged when no check has looked.
 */
export function verdictOf(day: Figures | undefined): Verdict {
  if (!day) return "not_judged";
  if (day.unexplained + day.unequal + day.orphans > 0) return "unexplained";
  return day.held + day.pending + day.gone > 0 ? "open" : "complete";
}

export const verdictTones: Record<Verdict, Tone> = {
  complete: "green",
  open: "amber",
  unexplained: "orange",
  not_judged: "grey",
};

export function figureOf(day: Figures, kind: Kind): number {
  return kind === "orphan" ? day.orphans : day[kind];
}

/** The kinds that a cell tells of: all that there are, unless everything is complete. */
export function kindsShown(day: Figures): Kind[] {
  const there = kinds.filter((kind) => kind !== "healed" && figureOf(day, kind) > 0);
  return there.length === 1 && there[0] === "complete" ? [] : there;
}

/** Which list a day opens with: the first that has something, and what is wrong before what waits. */
export function firstKind(day: Figures): Kind {
  return kinds.find((kind) => figureOf(day, kind) > 0) ?? "complete";
}

/** The days of the grid, newest first, of a span that ends today. */
export function gridDays(from: string, to: string, addDays: (day: string, days: number) => string): string[] {
  const days: string[] = [];
  for (let day = to; day >= from && days.length < 92; day = addDays(day, -1)) days.push(day);
  return days;
}
