import type { Page } from "@playwright/test";

import { expect, settled, test } from "../fixtures.ts";

/** What can be clicked in the window and is covered by a message of how something went. */
async function covered(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const toasts = [...document.querySelectorAll("[class*=Notification-root]")];
    return [...document.querySelectorAll("nav a, nav button, nav select, header button, main button, main select, td")]
      .filter((control) => {
        const box = control.getBoundingClientRect();
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        if (box.width === 0 || x < 0 || y < 0 || x > innerWidth || y > innerHeight) return false;
        const top = document.elementFromPoint(x, y);
        return toasts.some((toast) => toast.contains(top));
      })
      .map((control) => control.outerHTML.slice(0, 120));
  });
}

for (const [name, viewport] of [
  ["a wide window", { width: 1440, height: 900 }],
  ["a phone", { width: 390, height: 844 }],
] as const) {
  test(`what a message says covers nothing that is used, in ${name}`, async ({ desk }) => {
    await desk.setViewportSize(viewport);
    await desk.goto("/settings/you");
    await settled(desk);
    await desk.getByLabel("Your name").fill(`Sari of ${name}`);
    await desk.getByRole("button", { name: "Save" }).first().click();
    await expect(desk.locator("[class*=Notification-root]")).toBeVisible();
    await desk.waitForTimeout(400); // it has slid in
    expect(await covered(desk)).toEqual([]);
    await desk.screenshot({ path: test.info().outputPath("toast.png") });
  });
}
