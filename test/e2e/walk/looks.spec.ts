import { accessible, expect, settled, test } from "../fixtures.ts";

const pages = [
  "/status",
  "/report",
  "/logs",
  "/orders?tab=all",
  "/orders?tab=errors",
  "/documents/invoices",
  "/settings/account",
  "/settings/connections/new",
];

test("every page in the dark", async ({ desk: page }) => {
  await page.goto("/status");
  await page.getByRole("button", { name: "Switch to dark mode" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
  for (const address of pages) {
    await page.goto(address);
    await settled(page);
    await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
    await accessible(page, `${address} in the dark`);
  }
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test("every page fits its width", async ({ desk: page }) => {
    for (const address of pages) {
      await page.goto(address);
      await settled(page);
      const wider = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wider, `${address} scrolls sideways`).toBe(0);
      await accessible(page, `${address} on a phone`);
    }
  });

  test("the menu opens, leads on and closes", async ({ desk: page }) => {
    await page.goto("/status");
    await page.getByRole("button", { name: "Open the menu" }).click();
    const rail = page.getByRole("navigation", { name: "Main" });
    await rail.getByRole("link", { name: /^Orders/ }).click();
    await expect(page).toHaveURL(/\/orders/);
    await expect(rail).toBeHidden();
    await page.locator("li[data-row-id]").first().getByRole("link").first().click();
    await expect(page.getByRole("dialog", { name: "Order" })).toBeVisible();
    await accessible(page, "an order on a phone");
  });
});

test.describe("on a wide screen", () => {
  test.use({ viewport: { width: 1600, height: 1000 } });

  test("the list makes room for the drawer", async ({ desk: page }) => {
    await page.goto("/orders?tab=all");
    await settled(page);
    await page.locator("tr[data-row-id]").first().getByRole("link").first().click();
    const drawer = await page.getByRole("dialog", { name: "Order" }).boundingBox();
    await expect(async () => {
      const table = await page.locator("table").first().locator("..").boundingBox();
      expect((table?.x ?? 0) + (table?.width ?? 0)).toBeLessThanOrEqual((drawer?.x ?? 0) + 1);
    }).toPass();
  });
});

test("the skip link comes first and leads to the content", async ({ desk: page }) => {
  await page.goto("/status");
  await settled(page);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#content")).toBeFocused();
});

test("an address that is no page says so", async ({ desk: page }) => {
  await page.goto("/no-such-page");
  await expect(page.getByText("There is no page at this address")).toBeVisible();
  await accessible(page, "no such page");
});
