import { accessible, expect, settled, test } from "../fixtures.ts";

test("the card of a shop becomes on time and tells of its last cycle", async ({ desk: page }) => {
  await page.goto("/status");
  await settled(page);
  const card = page.getByRole("region", { name: /WooCommerce/ }).first();
  await expect(card.getByText("On time")).toBeVisible();
  await expect(card.getByText("Last success")).toBeVisible();
  await expect(card.getByText(/\d+ seen/)).toBeVisible();
  await accessible(page, "status");
});

test("a shop can be paused, resumed and read at once", async ({ desk: page }) => {
  await page.goto("/status");
  const card = page.getByRole("region", { name: /WooCommerce/ }).first();
  await card.getByRole("button", { name: "Pause" }).click();
  await expect(card.getByText("Paused", { exact: true })).toBeVisible();
  await accessible(page, "status, paused");
  await card.getByRole("button", { name: "Resume" }).click();
  await expect(card.getByText("On time")).toBeVisible();
  await card.getByRole("button", { name: "Sync now" }).click();
  await expect(page.getByText("Sync cycle started")).toBeVisible();
});

test("the palette finds pages by name and orders by number", async ({ desk: page, hub }) => {
  const { items } = await hub.get<{ items: { number: string; id: string }[] }>("/orders?limit=1");
  const order = items[0];
  if (!order) throw new Error("the demo has no orders");
  await page.goto("/status");
  await settled(page);
  await page.keyboard.press("Control+k");
  const box = page.getByRole("textbox", { name: "Find an order, an issue or a page" });
  await box.fill("recycle");
  await expect(page.getByRole("button", { name: "Documents: Recycle bin" })).toBeVisible();
  await accessible(page, "the palette");
  await box.fill(order.number);
  await page
    .getByRole("button", { name: new RegExp(`^${order.number}`) })
    .first()
    .click();
  await expect(page).toHaveURL(new RegExp(`/orders/${order.id}$`));
});
