import { expect, settled, test } from "../fixtures.ts";

test("an order walks through its life before one's eyes", async ({ desk: page, hub }) => {
  await page.goto("/orders?tab=all");
  await settled(page);
  const order = await hub.place();

  // It waits behind a button, so that the rows stay where they are.
  const fresh = page.getByRole("button", { name: /\d+ new/ });
  await expect(fresh).toBeVisible({ timeout: 30_000 });
  await fresh.click();
  const row = page.locator("tr[data-row-id]", { has: page.getByRole("link", { name: order.number, exact: true }) });
  await expect(row.getByText("Unpaid")).toBeVisible();

  await hub.push(order, "pay");
  await expect(row.getByText("To ship")).toBeVisible({ timeout: 30_000 });

  await row.getByRole("link").first().click();
  await page.getByRole("dialog", { name: "Order" }).getByRole("link", { name: "Open the full page" }).click();
  const books = page.getByRole("region", { name: "The books' side" });
  await expect(books.getByText("Unsent")).toBeVisible();
  await hub.push(order, "ship");
  await expect(books.getByText("Sent", { exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(books.getByText("Outbound logistic")).toBeVisible();
  await hub.push(order, "deliver");
  await hub.push(order, "accept");
  await expect(page.getByRole("region", { name: "The channel's side" }).getByText("Completed")).toBeVisible({
    timeout: 30_000,
  });
  await expect(books.getByText("Paid", { exact: true })).toBeVisible();
});

test("a cancelled order's invoice goes to the recycle bin", async ({ desk: page, hub }) => {
  const order = await hub.place();
  await hub.push(order, "pay");
  await page.goto("/orders?tab=to_ship");
  const row = page.locator("tr[data-row-id]", { has: page.getByRole("link", { name: order.number, exact: true }) });
  await expect(async () => {
    await page.reload();
    await settled(page);
    await expect(row).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await hub.push(order, "cancel");
  await expect(page.getByRole("button", { name: /moved on/ })).toBeVisible({ timeout: 30_000 });
  await page.goto("/documents/recycle-bin");
  await settled(page);
  await expect(page.locator("tr[data-row-id]").first()).toContainText(order.ref);
});
