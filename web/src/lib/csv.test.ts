import { expect, it } from "vitest";

import { csvAddress } from "./csv";

it("asks for the same as the page, and not for what the page does not ask", () => {
  expect(csvAddress("logs", {})).toBe("/api/v1/logs.csv");
  expect(csvAddress("logs", { q: "a b&c", code: 422, hide_resolved: true, errors_only: false, ref: undefined })).toBe(
    "/api/v1/logs.csv?q=a+b%26c&code=422&hide_resolved=true",
  );
});
