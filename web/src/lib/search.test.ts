import { describe, expect, it } from "vitest";

import { parseSearch, stringifySearch } from "./search";

describe("addresses", () => {
  it("are written plainly, without what does not filter", () => {
    expect(
      stringifySearch({ code: 422, q: "a b&c", errors_only: true, hide_resolved: false, ref: "", sku: undefined }),
    ).toBe("?code=422&q=a+b%26c&errors_only=1");
    expect(stringifySearch({})).toBe("");
  });

  it("are read back as text: an order number of digits stays text", () => {
    expect(parseSearch("?ref=0042&q=a+b%26c")).toEqual({ ref: "0042", q: "a b&c" });
  });
});
