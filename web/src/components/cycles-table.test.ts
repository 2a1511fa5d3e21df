import { expect, it } from "vitest";

import { makeCycle } from "@/testing/factories";

import { isResolved } from "./cycles-table";

it("calls a failed cycle resolved once a later one of its lane went well", () => {
  const later = makeCycle({ id: "3", state: "done" });
  const failed = makeCycle({ id: "2", state: "failed" });
  const before = makeCycle({ id: "1", state: "done" });
  expect(isResolved(failed, [later, failed, before])).toBe(true);
  expect(isResolved(failed, [failed, before])).toBe(false);
  expect(isResolved(failed, [{ ...later, lane: "products" }, failed])).toBe(false);
  expect(isResolved(before, [failed, before])).toBe(true);
});
