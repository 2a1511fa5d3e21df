import { accessible, expect, settled, test } from "../fixtures.ts";

test("every number of the report opens the entries behind it", async ({ desk: page }) => {
  await page.goto("/report");
  await settled(page);
  await expect(page.getByRole("link", { name: /^Create Order/i })).toBeVisible();
  await expect(page.getByRole("img", { name: /Transactions by day/ })).toBeVisible();
  await accessible(page, "report");

  const table = page.getByRole("table", { name: "Transactions by connection and outcome" });
  const row = table.locator("tbody tr").first();
  const ok = row.getByRole("link").first();
  await expect(ok).toHaveText(/^[1-9][\d,]*$/);
  await ok.click();
  await expect(page).toHaveURL(/\/logs\?.*code=200/);
  await expect(page.getByLabel("Outcome", { exact: true })).toHaveValue("200");
  const outcomes = page.getByRole("table").locator("tbody tr").getByText("200 OK");
  await expect(outcomes.first()).toBeVisible();
});

test("a tab narrows the report to one operation, and the address says so", async ({ desk: page }) => {
  await page.goto("/report");
  await page.getByRole("link", { name: /^Create Invoice \d/i }).click();
  await expect(page).toHaveURL(/operation=create_invoice/);
  await settled(page);
  await page.getByLabel("Days", { exact: true }).selectOption("Today");
  await expect(page).toHaveURL(/from=\d{4}-\d\d-\d\d/);
  await accessible(page, "report of one operation");
});

test("the totals are those of the API", async ({ desk: page, hub }) => {
  await page.goto("/report");
  await settled(page);
  const report = await hub.get<{ totals: { missing: number } }>("/report");
  const missing = page.locator("dl div", { hasText: "Missing" }).getByRole("link");
  await expect(missing).toHaveText(String(report.totals.missing));
});
