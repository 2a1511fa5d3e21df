import { expect, it } from "vitest";

import { reportSpan } from "./search";

const now = Date.parse("2026-11-21T18:00:00Z"); // already the 22nd in Jakarta

it("shows seven days of the shop, today included, unless the address says otherwise", () => {
  expect(reportSpan({}, "Asia/Jakarta", now)).toEqual({ from: "2026-11-16", to: "2026-11-22" });
  expect(reportSpan({ to: "2026-11-10" }, "Asia/Jakarta", now)).toEqual({ from: "2026-11-04", to: "2026-11-10" });
  expect(reportSpan({ from: "2026-11-01", to: "2026-11-10" }, "UTC", now)).toEqual({
    from: "2026-11-01",
    to: "2026-11-10",
  });
});
