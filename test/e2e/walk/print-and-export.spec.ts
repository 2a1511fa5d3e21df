import { readFile } from "node:fs/promises";

import { expect, settled, test } from "../fixtures.ts";

test("an invoice opens as a page for the printer, in the language and on the paper chosen", async ({ desk: page }) => {
  await page.goto("/documents/invoices");
  await settled(page);
  const link = page.locator("tr[data-row-id]").first().getByRole("link").first();
  const number = (await link.textContent()) ?? "";
  await link.click();
  await page.getByRole("dialog", { name: "Document" }).getByRole("button", { name: "Print" }).click();
  const opened = page.context().waitForEvent("page");
  await page.getByRole("menuitem", { name: "80 mm receipt, Bahasa Indonesia" }).click();
  const paper = await opened;
  await expect(paper.locator("html")).toHaveAttribute("lang", "id");
  await expect(paper.locator("body")).toHaveClass(/receipt/);
  await expect(paper.locator("body")).toContainText(number);
});

test("a list goes out as CSV with the filters that are set", async ({ desk: page, hub }) => {
  const { items } = await hub.get<{ items: unknown[] }>("/orders?tab=completed&limit=200");
  for (const [address, name] of [
    ["/orders?tab=completed", /orders.*\.csv$/],
    ["/logs?errors_only=1", /logs.*\.csv$/],
    ["/documents/payments", /payments.*\.csv$/],
  ] as const) {
    await page.goto(address);
    await settled(page);
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export CSV" }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(name);
    const lines = (await readFile(await file.path(), "utf8")).trim().split(/\r?\n/);
    expect(lines.length).toBeGreaterThan(1);
    if (address.startsWith("/orders")) expect(lines.length - 1).toBeGreaterThanOrEqual(Math.min(items.length, 200));
  }
});
