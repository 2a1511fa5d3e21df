import { expect, it } from "vitest";

import { csvAddress } from "./export-csv";

it("asks for the list's filters and nothing that does not filter", () => {
  expect(csvAddress("documents/invoices", { voided: false, q: "a&b", payment: undefined })).toBe(
    "/api/v1/documents/invoices.csv?bom=true&voided=false&q=a%26b",
  );
});
