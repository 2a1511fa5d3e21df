import { expect, it } from "vitest";

import { addDays } from "@/lib/dates";
import { makeLedgerDay } from "@/testing/factories";

import { firstKind, gridDays, kindsShown, verdictOf } from "./verdict";

it("calls a day by the worst that is in it", () => {
  expect(verdictOf(undefined)).toBe("not_judged");
  expect(verdictOf(makeLedgerDay())).toBe("complete");
  expect(verdictOf(makeLedgerDay({ skipped: 3, healed: 1 }))).toBe("complete");
  for (const figure of ["held", "pending", "gone"] as const)
    expect([figure, verdictOf(makeLedgerDay({ [figure]: 1 }))]).toEqual([figure, "open"]);
  for (const figure of ["unexplained", "unequal", "orphans"] as const)
    expect([figure, verdictOf(makeLedgerDay({ [figure]: 1, held: 5 }))]).toEqual([figure, "unexplained"]);
});

it("shows in a cell what is there, and nothing where all is complete", () => {
  expect(kindsShown(makeLedgerDay())).toEqual([]);
  expect(kindsShown(makeLedgerDay({ complete: 30, held: 2, skipped: 1, healed: 4 }))).toEqual([
    "held",
    "skipped",
    "complete",
  ]);
  expect(kindsShown(makeLedgerDay({ complete: 0, orphans: 1 }))).toEqual(["orphan"]);
});

it("opens a day with what is wrong, before what waits", () => {
  expect(firstKind(makeLedgerDay({ held: 2, orphans: 1 }))).toBe("orphan");
  expect(firstKind(makeLedgerDay({ complete: 9, held: 2 }))).toBe("held");
  expect(firstKind(makeLedgerDay({ complete: 9 }))).toBe("complete");
});

it("lists the days newest first, over the end of a month", () => {
  expect(gridDays("2026-10-30", "2026-11-02", addDays)).toEqual([
    "2026-11-02",
    "2026-11-01",
    "2026-10-31",
    "2026-10-30",
  ]);
});
