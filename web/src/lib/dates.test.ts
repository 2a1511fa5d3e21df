import { beforeEach, describe, expect, it } from "vitest";

import { addDays, ago, dateIn, every, exactBoth, span, startOfDay, took } from "./dates";
import { offer, speak } from "./language";
import { id } from "./words.id";

const now = Date.parse("2026-11-21T14:00:00Z");

describe("ago", () => {
  it.each([
    ["2026-11-21T13:59:58Z", "now"],
    ["2026-11-21T13:59:20Z", "40s ago"],
    ["2026-11-21T13:57:10Z", "2m ago"],
    ["2026-11-21T14:02:30Z", "in 2m"],
    ["2026-11-21T09:00:00Z", "5h ago"],
    ["2026-11-15T14:00:00Z", "6d ago"],
    ["2026-09-01T14:00:00Z", "1 Sept 2026"],
  ])("%s is %s", (at, want) => {
    expect(ago(at, now, "Asia/Jakarta")).toBe(want);
  });
});

describe("exactBoth", () => {
  it("shows the shop's clock first and UTC below", () => {
    expect(exactBoth("2026-11-21T20:15:09Z", "Asia/Jakarta")).toBe(
      "Sun, 22 Nov 2026, 03:15:09 (Asia/Jakarta)\nSat, 21 Nov 2026, 20:15:09 UTC",
    );
  });

  it("falls back to UTC for a zone this browser does not know", () => {
    expect(exactBoth("2026-11-21T20:15:09Z", "Mars/Olympus")).toContain("20:15:09");
  });
});

describe("days of the shop", () => {
  it("begin at its midnight, not at ours", () => {
    expect(startOfDay("2026-11-22", "Asia/Jakarta")).toBe("2026-11-21T17:00:00Z");
    expect(startOfDay("2026-11-22", "UTC")).toBe("2026-11-22T00:00:00Z");
    expect(startOfDay("2026-07-01", "America/New_York")).toBe("2026-07-01T04:00:00Z");
  });

  it("begin rightly when the clocks change that day", () => {
    expect(startOfDay("2026-03-29", "Europe/Berlin")).toBe("2026-03-28T23:00:00Z");
    expect(startOfDay("2026-03-30", "Europe/Berlin")).toBe("2026-03-29T22:00:00Z");
    expect(startOfDay("2026-10-25", "Europe/Berlin")).toBe("2026-10-24T22:00:00Z");
  });

  it("make a half-open span that holds the last day whole", () => {
    expect(span("2026-11-20", "2026-11-20", "Asia/Jakarta")).toEqual({
      from: "2026-11-19T17:00:00Z",
      to: "2026-11-20T17:00:00Z",
    });
    expect(span(undefined, undefined, "UTC")).toEqual({ from: undefined, to: undefined });
  });

  it("know today", () => {
    expect(dateIn("Asia/Jakarta", Date.parse("2026-11-21T18:00:00Z"))).toBe("2026-11-22");
    expect(addDays("2026-03-01", -1)).toBe("2026-02-28");
  });
});

describe("took", () => {
  it.each([
    [0.4, "< 1 ms"],
    [850, "850 ms"],
    [2400, "2.4 s"],
    [185_000, "3 min 5 s"],
    [7_300_000, "2 h 1 min"],
  ])("%d ms is %s", (ms, want) => {
    expect(took(ms)).toBe(want);
  });
});

describe("in Indonesian", () => {
  beforeEach(async () => {
    offer("id", () => Promise.resolve({ lib: id }));
    await speak("id");
  });

  it.each([
    ["2026-11-21T13:59:58Z", "baru saja"],
    ["2026-11-21T13:59:20Z", "40 dtk lalu"],
    ["2026-11-21T14:02:30Z", "dlm 2 mnt"],
    ["2026-11-15T14:00:00Z", "6 hari lalu"],
    ["2026-05-01T14:00:00Z", "1 Mei 2026"],
  ])("%s is %s", (at, want) => {
    expect(ago(at, now, "Asia/Jakarta")).toBe(want);
  });

  it("the hover still has the shop's clock first and UTC below", () => {
    expect(exactBoth("2026-11-21T20:15:09Z", "Asia/Jakarta")).toBe(
      "Min, 22 Nov 2026, 03.15.09 (Asia/Jakarta)\nSab, 21 Nov 2026, 20.15.09 UTC",
    );
  });

  it("durations have a comma and Indonesian units", () => {
    expect([took(2400), took(185_000), every(5400)]).toEqual(["2,4 dtk", "3 mnt 5 dtk", "tiap 1,5 jam"]);
  });

  it("the days of the shop begin when they did", () => {
    expect(startOfDay("2026-11-22", "Asia/Jakarta")).toBe("2026-11-21T17:00:00Z");
  });
});
