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

test("Enter opens the first of what the palette finds, however fast it comes", async ({ desk: page, hub }) => {
  const { items } = await hub.get<{ items: { id: string; number: string }[] }>("/orders?limit=1");
  await page.goto("/status");
  await settled(page);
  await page.keyboard.press("Control+k");
  const box = page.getByRole("textbox", { name: "Find an order, an issue or a page" });
  await box.fill(items[0]?.number ?? "");
  await box.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/orders/${items[0]?.id ?? ""}$`));
});

test("what the rail counts is what it opens", async ({ desk: page, hub }) => {
  await page.goto("/status");
  await settled(page);
  const { needs_you: needs } = await hub.get<{ needs_you: { held: number; errors: number } }>("/status");
  const rail = page.getByRole("navigation", { name: "Main" });
  await rail.getByRole("link", { name: /^Orders/ }).click();
  await expect(page).toHaveURL(/\/orders\?tab=all&held=1$/);
  const held = await hub.get<{ items: unknown[] }>("/orders?held=true&limit=200");
  expect(held.items.length).toBe(Math.min(needs.held, 200));
  await rail.getByRole("link", { name: /^Logs/ }).click();
  await expect(page).toHaveURL(/\/logs\?tab=errors&hide_resolved=1$/);
  const open = await hub.get<{ count: number }>("/logs/count?errors_only=true&hide_resolved=true");
  expect(open.count).toBe(Math.min(needs.errors, 1000));
});
