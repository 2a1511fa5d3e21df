import { describe, expect, it } from "vitest";

import { liveList } from "./use-live-list";

const row = (id: string, note = "") => ({ id, note });

describe("liveList", () => {
  it("holds new rows back and counts them", () => {
    const { rows, fresh } = liveList([row("2"), row("1")], [row("4"), row("3"), row("2"), row("1")], true);
    expect(rows.map((r) => r.id)).toEqual(["2", "1"]);
    expect(fresh).toBe(2);
  });

  it("takes newer content in place", () => {
    const { rows } = liveList([row("2"), row("1")], [row("2", "paid"), row("1")], true);
    expect(rows[0]).toEqual(row("2", "paid"));
  });

  it("marks rows that have left, but only as far as the head reaches", () => {
    const shown = [row("5"), row("4"), row("3"), row("2"), row("1")];
    const { rows, gone } = liveList(shown, [row("5"), row("3")], false);
    expect([...gone]).toEqual(["4"]);
    expect(rows).toHaveLength(5);
    expect([...liveList(shown, [row("5")], true).gone]).toEqual(["4", "3", "2", "1"]);
  });

  it("says that there may be more than it counted", () => {
    expect(liveList([row("1")], [row("9"), row("8")], false).more).toBe(true);
    expect(liveList([row("1")], [row("9"), row("1")], false).more).toBe(false);
  });
});
