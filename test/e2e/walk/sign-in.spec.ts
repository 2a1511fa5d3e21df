import { accessible, expect, settled, test } from "../fixtures.ts";

test("who is not signed in is asked to, and lands where they wanted to go", async ({ stranger: page, hub }) => {
  await page.goto("/orders?tab=completed");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in to Tillbridge");
  await accessible(page, "sign-in");

  await page.getByLabel("Email").fill(hub.started.email);
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("do not belong together");

  await page.getByLabel("Password", { exact: true }).fill(hub.started.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/orders\?tab=completed$/);
  await settled(page);

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto("/status");
  await expect(page).toHaveURL(/\/sign-in/);
});

test.describe("a link that was never made", () => {
  test.use({ refusals: [403] });

  test("is refused with words, and so is none at all", async ({ stranger: page }) => {
    await page.goto("/welcome");
    await expect(page.getByText("needs a one-time link")).toBeVisible();
    await accessible(page, "welcome without a token");
    await page.goto("/welcome?token=made-up");
    await expect(page.getByRole("alert")).toContainText("used or withdrawn");
    await accessible(page, "welcome with a bad link");
  });
});
