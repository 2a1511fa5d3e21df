import { accessible, expect, settled, test } from "../fixtures.ts";

test("account, connections and their cycles", async ({ desk: page }) => {
  await page.goto("/settings");
  await expect(page).toHaveURL(/\/settings\/account$/);
  await settled(page);
  await accessible(page, "account");
  await page.getByRole("link", { name: "Connections", exact: true }).click();
  await settled(page);
  await accessible(page, "connections");
  await page.locator('main a[href^="/settings/connections/3"]').first().click();
  await settled(page);
  await page.getByRole("button", { name: "Test the connection" }).click();
  await expect(page.getByRole("status").getByText("Currency", { exact: true })).toBeVisible();
  await expect(page.getByRole("table", { name: /Sync cycles/ })).toBeVisible();
  await accessible(page, "a connection");
});

test("the connect form is drawn from the channel's settings", async ({ desk: page }) => {
  await page.goto("/settings/connections/new");
  await settled(page);
  await page.getByText("WooCommerce", { exact: true }).click();
  await expect(page.getByLabel(/Shop address/)).toBeVisible();
  await accessible(page, "the connect form");
});

test("a token is shown once and can be deleted", async ({ desk: page }) => {
  await page.goto("/settings/tokens");
  await settled(page);
  await page.getByLabel("New token").fill("End-to-end test");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByText("Copy it now")).toBeVisible();
  await accessible(page, "tokens");
  await page.getByRole("button", { name: "Delete End-to-end test" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("End-to-end test no longer works")).toBeVisible();
});
