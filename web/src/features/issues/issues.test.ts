import { describe, expect, it } from "vitest";

import { parseSearch, stringifySearch } from "@/lib/search";

import { rerunOf } from "./fix";
import { filterOf, isFiltered, issuesSearch } from "./search";
import { snoozeOf } from "./snooze";

describe("the filters of the issues", () => {
  it("come back from the address as they went in", () => {
    const filters = { tab: "snoozed" as const, connection: "12", code: 422, assignee: "me", q: "rotan" };
    expect(issuesSearch.parse(parseSearch(stringifySearch(filters)))).toEqual(filters);
  });

  it("drop what does not fit, and a tab or an open issue narrows nothing", () => {
    expect(issuesSearch.parse({ tab: "lost", code: "many" })).toEqual({});
    expect(isFiltered(filterOf(issuesSearch.parse({ tab: "all", issue: "9" })))).toBe(false);
    expect(isFiltered(filterOf(issuesSearch.parse({ assignee: "me" })))).toBe(true);
  });
});

describe("running an issue again", () => {
  it("asks the channel only where the failure was the channel's", () => {
    expect(rerunOf({ id: "1", code: 422, open: 2 }).kind).toBe("rerun_stored");
    expect(rerunOf({ id: "1", code: 503, open: 2 }).kind).toBe("rerun_fetch");
  });

  it("is about its orders once its entries are resolved", () => {
    expect(rerunOf({ id: "1", code: 422, open: 0 }).orders).toEqual({ issue: "1" });
    expect(rerunOf({ id: "1", code: 422, open: 1 }).entries).toEqual({ issue: "1", hide_resolved: true });
  });
});

describe("a snooze", () => {
  const now = Date.parse("2026-11-21T14:00:00Z");

  it("ends when a day begins on the shop's wall", () => {
    expect(snoozeOf("date", "2026-11-23", 1, "Asia/Jakarta", now)).toEqual({ until: "2026-11-22T17:00:00Z" });
  });

  it("ends after a span, or with so many more failures, never both", () => {
    expect(snoozeOf("hour", "", 5, "UTC", now)).toEqual({ until: "2026-11-21T15:00:00.000Z" });
    expect(snoozeOf("more", "2026-11-23", 5, "UTC", now)).toEqual({ more: 5 });
  });
});
