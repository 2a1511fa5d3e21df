import { accessible, expect, settled, test } from "../fixtures.ts";

const rows = "tr[data-row-id]";

test("all that match is run again, after one has seen what it is about, and leads to what it wrote", async ({
  desk: page,
  hub,
}) => {
  const { items } = await hub.get<{ items: unknown[] }>("/logs?code=422&errors_only=true&hide_resolved=true&limit=100");
  const n = items.length;
  await page.goto("/logs?errors_only=1&hide_resolved=1&code=422");
  await settled(page);
  await page.locator(rows).first().getByRole("checkbox").check();
  const bar = page.getByRole("toolbar", { name: "Actions on the selected entries" });
  await bar.getByRole("button", { name: "All that match" }).click();
  await expect(bar.getByText("All entries that match the filters")).toBeVisible();
  await bar.getByRole("button", { name: "Run again with what is stored" }).click();

  const dialog = page.getByRole("dialog", { name: "Run again with what is stored" });
  await expect(dialog.getByText(`${n} to do.`)).toBeVisible();
  await expect(dialog.getByText(/worth Rp/)).toBeVisible();
  await expect(dialog.getByRole("list", { name: "What matches" }).getByText("422 Unmapped").first()).toBeVisible();
  await accessible(page, "the preview of all that match");
  await dialog.getByRole("button", { name: "Run again with what is stored" }).click();
  await expect(dialog.getByRole("progressbar", { name: "Progress" })).toBeVisible();
  // Nobody has linked anything meanwhile, so all fail as before.
  await expect(dialog.getByText(`Done: ${n} of ${n}, 0 went through, ${n} failed`)).toBeVisible();
  await expect(dialog.getByRole("list", { name: "Failed, by code" })).toContainText("422 Unmapped");
  await accessible(page, "the result of all that match");

  await dialog.getByRole("link", { name: "Open the entries that it wrote" }).click();
  await expect(page).toHaveURL(/\/logs\?bulk=\d+$/);
  await expect(dialog).toBeHidden();
  await settled(page);
  await expect(page.locator(rows)).toHaveCount(n);
  await expect(page.locator(rows).first()).toContainText("Re-run");
});

for (const [tab, some] of [
  ["Orders", "Create invoice"],
  ["Inventory", "Link SKU"],
  ["Errors", "422 Unmapped"],
] as const) {
  test(`all that match on the tab ${tab} are what the tab shows`, async ({ desk: page }) => {
    await page.goto("/logs");
    await page.getByRole("navigation", { name: "Parts of the log" }).getByRole("link", { name: tab }).click();
    await settled(page);
    await page.getByRole("button", { name: "Act on all that match" }).click();
    const bar = page.getByRole("toolbar", { name: "Actions on the selected entries" });
    await bar.getByRole("button", { name: "Mark resolved", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Mark resolved" });
    const matches = dialog.getByRole("list", { name: "What matches" });
    await expect(matches.getByText(some).first()).toBeVisible();
    if (tab === "Inventory") await expect(matches.getByText("Create invoice")).toHaveCount(0);
    await dialog.getByRole("button", { name: "Cancel" }).click();
  });
}

test("an action on very many goes on without its dialog, shows in the rail and stops when told", async ({
  desk: page,
  hub,
}) => {
  await page.goto("/logs?code=200");
  await settled(page);
  await page.getByRole("button", { name: "Act on all that match" }).click();
  const bar = page.getByRole("toolbar", { name: "Actions on the selected entries" });
  await bar.getByRole("button", { name: "Fetch and run again" }).click();
  const dialog = page.getByRole("dialog", { name: "Fetch and run again" });
  await dialog.getByRole("button", { name: "Fetch and run again" }).click();
  await expect(dialog.getByText(/^At work:/)).toBeVisible();
  await dialog.getByRole("button", { name: "Let it work" }).click();
  await expect(dialog).toBeHidden();

  await page.goto("/status");
  const work = page
    .getByRole("region", { name: "Actions at work" })
    .getByRole("button", { name: /Fetch and run again/ });
  await expect(work).toBeVisible();
  await accessible(page, "an action at work");
  await work.click();
  await dialog.getByRole("button", { name: "Stop" }).click();
  await expect(dialog.getByText(/^Stopped:/)).toBeVisible();
  await accessible(page, "an action that was stopped");
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await expect(work).toBeHidden();
  const { items } = await hub.get<{ items: { state: string; done: number; total: number }[] }>("/bulk?limit=1");
  expect(items[0]?.state).toBe("stopped");
  expect(items[0]?.done).toBeLessThan(items[0]?.total ?? 0);
});
