import { describe, expect, it } from "vitest";

import { codeWord } from "./words";

describe("the word beside a code", () => {
  it("says of a 422 which of the things it is that it stands for", () => {
    for (const reason of [
      "sku_not_linked",
      "line_without_sku",
      "payment_method_not_linked",
      "payment_method_not_named",
    ]) {
      expect(codeWord(422, reason)).toBe("Unmapped");
    }
    expect(codeWord(422, "totals_differ")).toBe("Unequal");
    expect(codeWord(422, "bad_amount")).toBe("Unreadable");
    expect(codeWord(422)).toBe("Unmapped");
  });
});
