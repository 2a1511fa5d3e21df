import { accessible, expect, settled, test } from "../fixtures.ts";

interface Shop {
  connection: string;
  connection_name: string;
  days: { day: string; channel: number; received: number }[];
}

/** The demo's first shop, and its newest day with orders. */
async function busyDay(hub: { get: <T>(path: string) => Promise<T> }) {
  const { items } = await hub.get<{ items: { created_at: string; connection: string; connection_name: string }[] }>(
    "/orders?limit=1",
  );
  const order = items[0];
  if (!order) throw new Error("the demo has no orders");
  const day = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Jakarta" }).format(new Date(order.created_at));
  return { day, connection: order.connection, name: order.connection_name };
}

test("a day is checked now, and its cell tells how many of the channel's orders came", async ({ desk: page, hub }) => {
  const { day, connection, name } = await busyDay(hub);
  await page.goto(`/completeness?days=30&shop=${connection}&day=${day}`);
  await settled(page);
  const drawer = page.getByRole("dialog", { name: "Day of the ledger" });
  await drawer.getByRole("button", { name: "Check now" }).click();
  await expect(drawer.getByText(/^\d+ of the channel's \d+$/)).toBeVisible({ timeout: 60_000 });
  await expect(drawer.getByRole("button", { name: "Check now" })).toBeVisible({ timeout: 60_000 });
  await accessible(page, "a day of the ledger");

  const { connections } = await hub.get<{ connections: Shop[] }>(
    `/completeness?connection=${connection}&from=${day}&to=${day}`,
  );
  const figures = connections[0]?.days[0];
  expect(figures?.channel).toBeGreaterThan(0);
  expect(figures?.received).toBe(figures?.channel);

  await drawer.getByRole("link", { name: /^Complete/ }).click();
  await expect(page).toHaveURL(/kind=complete/);
  await drawer.getByRole("list", { name: "Orders of this day" }).getByRole("link").first().click();
  await expect(page).toHaveURL(/\/orders\/\d+$/);
  await page.goto("/completeness?days=30");
  await settled(page);
  const row = page.getByRole("table", { name: /Completeness/ }).getByRole("row", { name: new RegExp(name) });
  await expect(row.getByText(`${figures?.received} of ${figures?.channel}`).first()).toBeVisible();
  await accessible(page, "completeness");
});

test("a policy is tried on the last days' orders before it is saved", async ({ desk: page, hub }) => {
  const { connection } = await busyDay(hub);
  await page.goto(`/settings/connections/${connection}`);
  await settled(page);
  await page.getByRole("switch", { name: /^Process orders by themselves/ }).click();
  await page.getByRole("button", { name: /^Dry run on the last 7 days/ }).click();
  const answer = page.getByRole("table", { name: "Dry run" });
  await expect(answer.getByRole("row", { name: /^Held: Waits to be let through 0 [1-9]/ })).toBeVisible();
  await accessible(page, "the dry run of a policy");
  const stored = await hub.get<{ auto_process: boolean }>(`/connections/${connection}/policy`);
  expect(stored.auto_process).toBe(true);
});

test("the log has its tabs, and a view is opened again by its name", async ({ desk: page }) => {
  await page.goto("/logs");
  await settled(page);
  await page.getByRole("link", { name: "Orders", exact: true }).last().click();
  await expect(page).toHaveURL(/tab=orders/);
  await settled(page);
  await accessible(page, "the log's orders");
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "Save or remove views" }).click();
  await page.getByLabel("Name of the present filters").fill("Of orders");
  await page.getByRole("button", { name: "Save view" }).click();
  await page.goto("/logs");
  await page.getByRole("button", { name: "Views" }).click();
  await accessible(page, "the views");
  await page.getByRole("menuitem", { name: "Of orders" }).click();
  await expect(page).toHaveURL(/tab=orders/);
});
