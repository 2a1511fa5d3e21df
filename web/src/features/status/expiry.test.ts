import { expect, it } from "vitest";

import { expiryOf } from "./expiry";

const now = Date.parse("2026-11-21T14:00:00Z");

it.each([
  ["2026-12-05T15:00:00Z", undefined],
  ["2026-12-05T13:00:00Z", { days: 14, tone: "blue" }],
  ["2026-11-28T13:00:00Z", { days: 7, tone: "amber" }],
  ["2026-11-24T14:00:00Z", { days: 3, tone: "orange" }],
  ["2026-11-22T14:00:00Z", { days: 1, tone: "red" }],
  ["2026-11-20T14:00:00Z", { days: 0, tone: "red" }],
])("warns of a permission until %s more strongly the closer it is", (until, want) => {
  expect(expiryOf(until, now)).toEqual(want);
});

it("is silent about a permission that does not end", () => {
  expect(expiryOf(undefined, now)).toBeUndefined();
});
