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

const totals = ["transactions", "successful", "wrong_status", "missing", "conflicts", "other"];

test("every total opens exactly what it counts", async ({ desk: page, hub }) => {
  await page.goto("/report");
  await settled(page);
  const hrefs = await page.locator("main dl a").evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""));
  expect(hrefs.length).toBe(totals.length);
  for (const [i, href] of hrefs.entries()) {
    await page.goto("about:blank"); // what the page before still asks for is not meant
    const asked = page.waitForRequest((request) => new URL(request.url()).pathname === "/api/v1/logs");
    await page.goto(href);
    const query = new URL((await asked).url()).searchParams;
    query.delete("limit");
    // Invoices go on being made at a channel for minutes after all orders are here, about one a second.
    await expect(async () => {
      const [report, behind] = await Promise.all([
        hub.get<{ totals: Record<string, number> }>("/report"),
        hub.get<{ count: number; more: boolean }>(`/logs/count?${query.toString()}`),
      ]);
      const n = report.totals[totals[i] ?? ""] ?? -1;
      expect(behind.more ? n > 1000 : n === behind.count, `${href} says ${n} and opens ${behind.count}`).toBe(true);
    }).toPass({ timeout: 15_000 });
  }
});
