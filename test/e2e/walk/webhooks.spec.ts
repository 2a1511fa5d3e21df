import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

import { accessible, expect, settled, test } from "../fixtures.ts";

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A program that listens, as a merchant's ERP would. */
async function receiver() {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      received.push({ headers: request.headers, body });
      response.end("thank you");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
  return { url, received, stop: () => new Promise((resolve) => server.close(resolve)) };
}

/** As docs/webhooks.md tells receivers to verify. */
function signed({ headers, body }: Received, secret: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const text = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${body}`;
  const want = `v1,${createHmac("sha256", key).update(text).digest("base64")}`;
  return String(headers["webhook-signature"]).split(" ").includes(want);
}

test("an endpoint is told, signed, and told again when asked", async ({ desk: page, hub }) => {
  const erp = await receiver();
  await page.goto("/settings/webhooks");
  await settled(page);
  await accessible(page, "webhooks");
  await page.getByLabel("Address").fill(erp.url);
  await page.getByRole("checkbox", { name: "order.created" }).check();
  await page.getByRole("button", { name: "Make the endpoint" }).click();
  const once = page.getByRole("status").filter({ hasText: "Copy it now" });
  const secret = (await once.locator(".mono").textContent()) ?? "";
  expect(secret).toMatch(/^whsec_/);

  await page.getByRole("link", { name: erp.url }).click();
  await settled(page);
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByRole("group", { name: "The answer" })).toContainText("thank you");
  expect(erp.received.map((r) => signed(r, secret))).toEqual([true]);

  const order = await hub.place();
  await expect.poll(() => erp.received.length, { timeout: 60_000 }).toBeGreaterThan(1);
  const told = erp.received.find((r) => r.headers["webhook-id"] !== erp.received[0]?.headers["webhook-id"]);
  expect(told && signed(told, secret)).toBe(true);
  expect(told?.body).toContain(order.ref);

  await page.reload();
  await settled(page);
  const row = page.locator("tr[data-row-id]").filter({ hasText: "order.created" }).first();
  await row.getByRole("link").click();
  const drawer = page.getByRole("dialog", { name: "Delivery" });
  await expect(drawer.getByText("Answered 200").first()).toBeVisible();
  await accessible(page, "a delivery");
  const before = erp.received.length;
  await drawer.getByRole("button", { name: "Send again" }).click();
  await expect.poll(() => erp.received.length, { timeout: 60_000 }).toBeGreaterThan(before);
  const again = erp.received.at(-1);
  expect(again?.headers["webhook-id"]).toBe(told?.headers["webhook-id"]);
  expect(again && signed(again, secret)).toBe(true);
  await page.keyboard.press("Escape");
  await expect(row.getByRole("link")).toBeFocused();

  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page).toHaveURL(/\/settings\/webhooks$/);
  await erp.stop();
});
