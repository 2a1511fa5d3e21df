import { describe, expect, it } from "vitest";

import { parseSearch, stringifySearch } from "@/lib/search";

import { filterOf, isFiltered, logsSearch } from "./search";

describe("the filters of the log", () => {
  it("come back from the address as they went in", () => {
    const filters = {
      from: "2026-11-15",
      to: "2026-11-21",
      connection: "382651356705456129",
      code: "401,422",
      ref: "0042",
      sync_type: "webhook" as const,
      errors_only: true as const,
    };
    expect(logsSearch.parse(parseSearch(stringifySearch(filters)))).toEqual(filters);
  });

  it("drop what does not fit instead of failing: an address comes from anywhere", () => {
    expect(
      logsSearch.parse({ code: "many", from: "yesterday", to: "2026-13-01", sync_type: "magic", errors_only: "0" }),
    ).toEqual({});
  });

  it("keep the open entry apart from what narrows the list", () => {
    expect(isFiltered(filterOf(logsSearch.parse({ entry: "9" })))).toBe(false);
    expect(isFiltered(filterOf(logsSearch.parse({ entry: "9", q: "batik" })))).toBe(true);
  });
});
