import { describe, expect, it } from "vitest";

import { allRight, methodsOf, newRow, rowsOf, wrongWith } from "./methods";

describe("the mapping of payment methods", () => {
  it("comes back from its rows as it went in, the empty word too", () => {
    const stored = { cod: "Cash", "": "Other", "va bca": "Bank transfer" };
    expect(methodsOf(rowsOf(stored))).toEqual(stored);
    expect(rowsOf(undefined)).toEqual([]);
  });

  it("has no spaces around what was typed", () => {
    expect(methodsOf([newRow(" cod ", " Cash")])).toEqual({ cod: "Cash" });
  });

  it("takes each word once and none without a method", () => {
    const rows = [newRow("cod", "Cash"), newRow(" cod", "Bank"), newRow("", "Other"), newRow("qris", " ")];
    expect(rows.map((row) => wrongWith(row, rows))).toEqual([
      { word: false, method: false },
      { word: true, method: false },
      { word: false, method: false },
      { word: false, method: true },
    ]);
    expect(allRight(rows)).toBe(false);
    expect(allRight([rows[0]!, rows[2]!])).toBe(true);
    expect(allRight([])).toBe(true);
  });
});
