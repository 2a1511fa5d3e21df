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

test("the log is kept as long as the owner chooses, and shorter only after a question", async ({ desk: page, hub }) => {
  interface Retention {
    log_days: number;
    exchange_days: number;
    chosen: boolean;
    kept: { entries: number };
  }
  const stands = () => hub.get<Retention>("/account/retention");
  const { kept } = await stands();
  await page.goto("/settings/account");
  await settled(page);
  const part = page.getByRole("region", { name: "Retention" });
  await expect(part.getByText(/^\d[\d,]* entries and \d[\d,]* requests with their answers$/)).toBeVisible();
  await expect(part.getByText(/^by nobody yet/)).toBeVisible();

  // By the keyboard alone: longer is saved at once.
  await part.getByLabel("Entries of the log, in days", { exact: true }).focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("400");
  await page.keyboard.press("Enter");
  await expect(part.getByText("by an owner of this account")).toBeVisible();
  expect(await stands()).toMatchObject({ log_days: 400, exchange_days: 30, chosen: true });

  // What cannot stand is said at its field.
  await part.getByLabel("Requests and answers, in days", { exact: true }).fill("401");
  await expect(part.getByText("From 1 to 400 days")).toBeVisible();
  await expect(part.getByRole("button", { name: "Save" })).toBeDisabled();
  await accessible(page, "a retention that cannot stand");

  // Shorter is asked about; all of the demo's log is of today, so that nothing goes.
  await part
    .getByRole("group", { name: /^Entries of the log/ })
    .getByRole("button", { name: "30 days" })
    .click();
  await part
    .getByRole("group", { name: /^Requests and answers/ })
    .getByRole("button", { name: "7 days" })
    .click();
  await expect(part.getByText("Nothing would be deleted now.")).toBeVisible();
  await part.getByRole("button", { name: "Save" }).click();
  const dialog = page.getByRole("dialog", { name: "Keep less of the log?" });
  await expect(dialog.getByText("Nothing would be deleted now.")).toBeVisible();
  await accessible(page, "the question before less is kept");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  await expect(part.getByRole("button", { name: "Save" })).toBeFocused();
  expect(await stands()).toMatchObject({ log_days: 400 });
  await part.getByRole("button", { name: "Save" }).click();
  await dialog.getByRole("button", { name: "Delete and keep less" }).click();
  await expect(dialog).toBeHidden();
  await expect(part.getByRole("definition").first()).toHaveText("30 days");
  const shorter = await stands();
  expect(shorter).toMatchObject({ log_days: 30, exchange_days: 7, chosen: true });
  expect(shorter.kept.entries).toBeGreaterThanOrEqual(kept.entries);

  await part.getByRole("button", { name: "As the program says: 90 and 30 days" }).click();
  await expect(part.getByText(/^by nobody yet/)).toBeVisible();
  await page.goto("/settings/audit");
  await settled(page);
  await expect(page.getByText("log 90 days, exchanges 30 days → log 400 days, exchanges 30 days")).toBeVisible();
});
