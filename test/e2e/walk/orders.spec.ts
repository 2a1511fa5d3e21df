import { accessible, expect, settled, test } from "../fixtures.ts";

const rows = "tr[data-row-id]";

test("every tab opens, and its count is the API's", async ({ desk: page, hub }) => {
  await page.goto("/orders");
  await settled(page);
  const { tabs } = await hub.get<{ tabs: { tab: string; count: number }[] }>("/orders/tabs");
  const nav = page.getByRole("navigation", { name: "Orders by state" });
  for (const label of [
    "New",
    "To ship",
    "In delivery",
    "Completed",
    "Cancelled",
    "Failed delivery",
    "Complained",
    "Pending",
    "Errors",
    "Skipped",
    "All",
  ]) {
    const link = nav.getByRole("link", { name: new RegExp(`^${label}\\b`) });
    await link.click();
    await expect(link).toHaveAttribute("aria-current", "page");
    await settled(page);
    const count = tabs.find((tab) => tab.tab === label.toLowerCase().replace(" ", "_"))?.count;
    if (count !== undefined) await expect(link).toContainText(String(count));
    if (count === 0) await expect(page.locator(rows)).toHaveCount(0);
    else await expect(page.locator(rows).first()).toBeVisible();
  }
  await accessible(page, "orders");
});

test("an order shows the channel's side and the books' side, and their totals agree", async ({ desk: page }) => {
  await page.goto("/orders?tab=completed");
  await settled(page);
  await page.locator(rows).first().getByRole("link").first().click();
  const drawer = page.getByRole("dialog", { name: "Order" });
  await expect(drawer.getByRole("region", { name: "The channel's side" })).toBeVisible();
  await accessible(page, "orders with the drawer open");
  await drawer.getByRole("link", { name: "Open the full page" }).click();
  await expect(page).toHaveURL(/\/orders\/\d+$/);
  await settled(page);
  await expect(page.getByRole("region", { name: "The channel's side" }).getByText("Completed")).toBeVisible();
  const books = page.getByRole("region", { name: "The books' side" });
  await expect(books.getByText("Invoice", { exact: true })).toBeVisible();
  await expect(books.getByText("Paid")).toBeVisible();
  await expect(page.getByText("Both sides are equal.")).toBeVisible();
  await page.getByText("The channel's own answer").click();
  await expect(page.getByRole("group", { name: "The channel's own answer" })).toContainText('"status"');
  await accessible(page, "an order's page");
});

test("what a person decides is asked for with a reason", async ({ desk: page, hub }) => {
  const { items } = await hub.get<{ items: { ref: string }[] }>(
    "/logs?errors_only=true&hide_resolved=true&code=400&limit=50",
  );
  expect(items.length).toBeGreaterThan(0);
  await page.goto("/logs?errors_only=1&hide_resolved=1&q=cancelled_after_shipping");
  await settled(page);
  await page.locator(rows).first().getByRole("link").first().click();
  await page.getByRole("dialog", { name: "Entry" }).locator('a[href^="/orders/"]').click();
  await settled(page);
  await page.getByRole("button", { name: "Keep as it is" }).click();
  const dialog = page.getByRole("dialog", { name: "Keep as it is" });
  await dialog.getByRole("button", { name: "Keep as it is" }).click();
  await expect(dialog.getByText("Write a reason")).toBeVisible();
  await accessible(page, "the decision");
  await dialog.getByLabel("Reason").fill("The buyer kept the goods and paid by cash.");
  await dialog.getByRole("button", { name: "Keep as it is" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/decided.*: keep as it is: The buyer kept the goods and paid by cash\.$/)).toBeVisible();
});

for (const [answer, badge] of [
  ["Accept", "Cancelled"],
  ["Reject", "To ship"],
] as const) {
  test(`a buyer who wants to cancel is answered with ${answer}, and the books follow`, async ({ desk: page, hub }) => {
    const order = await hub.place("shopee");
    await hub.push(order, "pay");
    await hub.push(order, "request_cancel");
    const found = async () => (await hub.get<{ items: { id: string }[] }>(`/orders?ref=${order.ref}`)).items[0]?.id;
    const asks = async () => {
      const id = await found();
      if (!id) return false;
      return (await hub.get<{ snapshot: { cancel_requested: boolean } }>(`/orders/${id}`)).snapshot.cancel_requested;
    };
    await expect.poll(asks, { timeout: 60_000 }).toBe(true);
    await page.goto(`/orders/${await found()}`);
    await settled(page);
    const wish = page.getByRole("region", { name: "The buyer wants to cancel" });
    await accessible(page, "an order whose buyer wants to cancel");
    await wish.getByRole("button", { name: answer }).click();
    const dialog = page.getByRole("dialog", { name: `${answer} the cancellation` });
    await dialog.getByRole("button", { name: answer }).click();
    await expect(dialog.getByText("Write a reason")).toBeVisible();
    await accessible(page, "the answer to a buyer");
    await dialog.getByLabel("Reason").fill("We have talked on the phone.");
    await dialog.getByRole("button", { name: answer }).click();
    await expect(dialog).toBeHidden();
    await expect(wish).toBeHidden();
    await expect(page.getByText(badge, { exact: true }).first()).toBeVisible();
    const entries = page.getByRole("region", { name: "What happened" });
    await expect(
      entries.getByText(/wish to cancel was (accepted|rejected): We have talked on the phone\./),
    ).toBeVisible();
  });
}

test.describe("an order that the channel does not know", () => {
  test.use({ refusals: [404] });

  test("cannot be downloaded, and says why", async ({ desk: page }) => {
    await page.goto("/orders?tab=all");
    await settled(page);
    await page.getByRole("button", { name: "Download an order" }).click();
    const dialog = page.getByRole("dialog", { name: "Download an order" });
    await dialog.getByLabel("Order number").fill("999999999");
    await accessible(page, "the download");
    await dialog.getByRole("button", { name: "Download", exact: true }).click();
    await expect(dialog.getByRole("alert")).toContainText(/order/i);
    await accessible(page, "the refused download");
  });
});
