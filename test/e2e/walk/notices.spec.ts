import { accessible, expect, settled, test } from "../fixtures.ts";

test.describe("without a mail server", () => {
  test.use({ refusals: [400, 404, 409, 422, 503] });

  test("a test says what to set", async ({ desk: page }) => {
    await page.goto("/settings/notices");
    await settled(page);
    await expect(page.getByText("No mail server is set")).toBeVisible();
    await page.getByRole("button", { name: /^Send a test to/ }).click();
    await expect(page.getByRole("alert")).toContainText(/smtp/i);
    await accessible(page, "notices");
  });
});

test("a rule is chosen and kept, and the messages have their list", async ({ desk: page }) => {
  await page.goto("/settings/notices");
  await settled(page);
  const own = page.getByRole("region", { name: "What you are told" });
  await own.getByRole("button", { name: "Add a rule" }).click();
  const rule = own.getByRole("listitem").last();
  await rule.getByLabel("When").selectOption("Every day");
  await rule.getByLabel("At", { exact: true }).fill("08:15");
  await own.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The rules are saved")).toBeVisible();
  await page.reload();
  await expect(own.getByLabel("At", { exact: true }).last()).toHaveValue("08:15");
  await accessible(page, "notices with a daily rule");

  await page.goto("/settings/notices/sent");
  await settled(page);
  await accessible(page, "messages sent");
});
