import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";

import { Hub } from "./hub.ts";

interface PerTest {
  /** Statuses that the test provokes: a browser logs every refused request by itself. */
  refusals: number[];
  /** A page signed in as the demo's owner. It fails the test on any console error. */
  desk: Page;
  /** A page of somebody who is not signed in. */
  stranger: Page;
}

interface PerWorker {
  hub: Hub;
}

/** Console errors and thrown ones; a page must have none. */
function watch(page: Page): string[] {
  const errors: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(`${message.text()} (${page.url()})`);
  });
  page.on("pageerror", (error) => errors.push(`${error.message} (${page.url()})`));
  return errors;
}

function unforeseen(errors: string[], refusals: number[]): string[] {
  return errors.filter((error) => !refusals.some((status) => error.includes(`status of ${status}`)));
}

export const test = base.extend<PerTest, PerWorker>({
  hub: [
    async ({}, use) => {
      const hub = await Hub.start();
      await hub.caughtUp();
      await use(hub);
      await hub.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: async ({ hub }, use) => use(hub.started.url),
  refusals: [[], { option: true }],
  desk: async ({ hub, page, refusals }, use) => {
    const { email, password } = hub.started;
    const answer = await page.request.post("/api/v1/session", {
      data: { email, password },
      headers: { "X-Tillbridge": "1" },
    });
    expect(answer.ok()).toBe(true);
    const errors = watch(page);
    await use(page);
    expect(unforeseen(errors, refusals)).toEqual([]);
  },
  stranger: async ({ page, hub: _hub, refusals }, use) => {
    const errors = watch(page);
    await use(page);
    expect(unforeseen(errors, [401, ...refusals])).toEqual([]);
  },
});

export { expect };

/** No violation that axe can find, best practices included. */
export async function accessible(page: Page, what: string): Promise<void> {
  // Colours in the middle of a transition are neither here nor there.
  await page.waitForTimeout(250);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const told = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map((n) => n.html.slice(0, 200)).join("\n    ")}`,
  );
  expect(told, `axe on ${what}`).toEqual([]);
}

/** The page has drawn its data: nothing is loading any more. */
export async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator('[role="status"][aria-label^="Loading"]')).toHaveCount(0);
}
