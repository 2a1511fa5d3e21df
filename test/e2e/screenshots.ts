import { mkdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { expect, settled, test } from "./fixtures.ts";

const images = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../docs/images");

// The README's pictures, taken from the real program: `npm run screenshots`.
test.use({ viewport: { width: 1280, height: 800 }, colorScheme: "light", deviceScaleFactor: 1 });

test("pictures for the README", async ({ desk: page, hub }) => {
  test.setTimeout(300_000);
  await mkdir(images, { recursive: true });
  const take = async (name: string) => {
    await settled(page);
    await page.waitForTimeout(800);
    await page.screenshot({ path: path.join(images, `${name}.png`) });
  };
  await page.goto("/report");
  await take("report");
  await page.goto("/logs?errors_only=1");
  await page.locator("tr[data-row-id] [data-row-link]").nth(2).click();
  await take("logs");
  await page.goto("/orders?tab=completed");
  await page.locator("tr[data-row-id] [data-row-link]").nth(1).click();
  await page.getByRole("dialog").getByRole("link", { name: "Open the full page" }).click();
  await take("order");

  const { items } = await hub.get<{ items: { id: string; held_orders: number }[] }>("/issues?reason=line_without_sku");
  const most = items.sort((a, b) => b.held_orders - a.held_orders)[0];
  await page.goto(`/issues?issue=${most?.id}`);
  await take("issues");
  // The first check takes a while.
  await page.goto("/completeness");
  await settled(page);
  await expect(page.locator("tbody").getByText("Not judged yet")).toHaveCount(0, { timeout: 150_000 }); // the legend names it, too
  await take("completeness");
  await page.goto("/status");
  await take("status");
  await page.goto("/settings/notices");
  await take("notices");
});
