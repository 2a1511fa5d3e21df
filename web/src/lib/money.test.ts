import { describe, expect, it } from "vitest";

import { speak } from "./language";
import { difference, isZero, money, negative, sum } from "./money";

describe("money", () => {
  it.each([
    ["162000", "IDR", "Rp 162,000"],
    ["-75000", "IDR", "-Rp 75,000"],
    ["29.35", "USD", "$29.35"],
    ["29.5", "USD", "$29.50"],
    ["0", "USD", "$0.00"],
    ["33.3333", "EUR", "€33.3333"],
    ["1200.5", "IDR", "Rp 1,200.5"],
    ["10", "MYR", "RM 10.00"],
    ["", "IDR", ""],
    ["about ten", "IDR", "about ten"],
    ["5", "", "5.00"],
  ])("%s %s is shown as %s", (amount, currency, want) => {
    expect(money(amount, currency).replaceAll("\u00a0", " ")).toBe(want);
  });

  it.each([
    ["162000", "IDR", "Rp 162.000"],
    ["-75000", "IDR", "-Rp 75.000"],
    ["1200.5", "IDR", "Rp 1.200,5"],
    ["29.5", "USD", "US$29,50"],
  ])("%s %s is shown in Indonesian as %s", async (amount, currency, want) => {
    await speak("id");
    expect(money(amount, currency).replaceAll("\u00a0", " ")).toBe(want);
  });

  it("keeps every digit of an amount that no float could hold", () => {
    expect(money("90071992547409931.0001", "USD")).toBe("$90,071,992,547,409,931.0001");
  });
});

describe("sums", () => {
  it("are exact", () => {
    expect(sum(["0.1", "0.2", undefined, ""])).toBe("0.3");
    expect(difference("187000", "184500")).toBe("2500");
    expect(difference("0.3", "0.30")).toBe("0");
    expect(negative("5000")).toBe("-5000");
  });

  it("know an amount that is not there from a difference", () => {
    expect(difference("187000", "")).toBe("");
    expect(isZero("0.00")).toBe(true);
    expect(isZero(undefined)).toBe(true);
    expect(isZero("-0.01")).toBe(false);
  });
});
