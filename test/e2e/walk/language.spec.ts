import type { Page } from "@playwright/test";

import { accessible, expect, settled, test } from "../fixtures.ts";
import { onlyEnglish } from "../words.ts";

/** Every text a reader of the page meets: what is written, what is shown on hover, what is spoken. */
function texts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = new Set<string>([document.title.replace(/ · Tillbridge$/, "")]);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const holder = node.parentElement;
      // The names of the languages, and what the shop and the channel say, are nobody's to translate.
      if (!holder || holder.closest("script, style, pre, .mono, option[value=en]")) continue;
      found.add((node.textContent ?? "").trim());
    }
    for (const element of Array.from(document.body.querySelectorAll("*"))) {
      for (const name of ["aria-label", "title", "placeholder", "alt"]) {
        found.add(element.getAttribute(name)?.trim() ?? "");
      }
    }
    return [...found].filter(Boolean);
  });
}

/** The page has drawn its data. `settled` knows the English page only. */
async function drawn(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator('[role="status"][aria-label^="Memuat"]')).toHaveCount(0);
}

// What the shop itself writes, shown as the default of a connection's setting.
const shops = new Set(["Order cancelled by customer.", "My shop"]);

const pages = [
  "/status",
  "/report",
  "/orders?tab=all",
  "/orders?tab=errors",
  "/orders?tab=skipped",
  "/documents/invoices",
  "/documents/recycle-bin",
  "/logs",
  "/logs?errors_only=1",
  "/logs?q=no-entry-has-this",
  "/settings/account",
  "/settings/tokens",
  "/settings/connections",
  "/no-such-page",
];

test("the whole desk in Indonesian, and back", async ({ desk: page, hub }) => {
  const english = await onlyEnglish();
  const { items: failures } = await hub.get<{ items: { message: string; remedy: string }[] }>(
    "/logs?errors_only=true&limit=50",
  );
  const sentences = new Set(failures.flatMap(({ message, remedy }) => [message, remedy]).filter(Boolean));
  expect(sentences.size).toBeGreaterThan(0);
  const left = async (where: string) => {
    await drawn(page);
    const all = await texts(page);
    expect(all.length, where).toBeGreaterThan(3);
    expect(
      all.filter((text) => (english.test(text) && !shops.has(text)) || sentences.has(text)),
      `English on ${where}`,
    ).toEqual([]);
  };

  await page.goto("/status");
  await settled(page);
  // So that nothing found below means that nothing is there.
  expect((await texts(page)).filter((text) => english.test(text)).length, "found on the English page").toBeGreaterThan(
    15,
  );
  await page.getByRole("combobox", { name: "Language" }).selectOption("Bahasa Indonesia");
  await expect(page.locator("html")).toHaveAttribute("lang", "id");
  await expect(page.getByRole("link", { name: /^Laporan/ })).toBeVisible();

  await test.step("every page", async () => {
    for (const address of pages) {
      await page.goto(address);
      await left(address);
    }
  });
  await test.step("what opens beside and within them", async () => {
    await page.goto("/orders?tab=all");
    await drawn(page);
    await page.locator("tr[data-row-id]").first().getByRole("link").first().click();
    await expect(page.getByRole("dialog", { name: "Pesanan" })).toBeVisible();
    await left("an order's drawer");
    await page.goto("/logs?errors_only=1");
    await drawn(page);
    await page.locator("tr[data-row-id]").first().getByRole("link").first().click();
    await expect(page.getByText("Yang perlu dilakukan:").first()).toBeVisible();
    await left("an entry's drawer");
    await page.goto("/documents/invoices");
    await drawn(page);
    await page.locator("tr[data-row-id]").first().getByRole("link").first().click();
    await expect(page.getByRole("dialog", { name: "Dokumen" })).toBeVisible();
    await left("a document's drawer");
    await page.goto("/settings/connections");
    await drawn(page);
    await page.locator('main a[href^="/settings/connections/"]').nth(1).click();
    await expect(page.getByRole("button", { name: "Uji koneksi" })).toBeVisible();
    await left("a connection");
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("textbox", { name: "Cari pesanan, masalah, atau halaman" })).toBeVisible();
    await left("the palette");
  });
  await test.step("axe", async () => {
    for (const address of ["/orders?tab=errors", "/settings/account"]) {
      await page.goto(address);
      await drawn(page);
      await accessible(page, `${address} in Indonesian`);
    }
  });
  await test.step("figures and moments are written as Indonesians write them", async () => {
    await page.goto("/orders?tab=all");
    await drawn(page);
    await expect(page.getByText(/^Rp\s\d{1,3}(\.\d{3})+$/).first()).toBeVisible();
    await expect(page.locator("time").first()).toHaveAttribute(
      "title",
      /\d{2}\.\d{2}\.\d{2} \(Asia\/Jakarta\)\n.* UTC$/,
    );
  });
  await test.step("the choice is the member's: it holds in a browser that asks for English", async () => {
    await page.evaluate(() => localStorage.removeItem("tillbridge-language"));
    await page.reload();
    await expect(page.locator("html")).toHaveAttribute("lang", "id");
  });
  await test.step("and back", async () => {
    await page.getByRole("combobox", { name: "Bahasa" }).selectOption("English");
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await expect(page.getByRole("link", { name: /^Report/ })).toBeVisible();
  });
});

test("before sign-in the browser remembers the language", async ({ stranger: page }) => {
  await page.goto("/sign-in");
  await page.getByRole("combobox", { name: "Language" }).selectOption("Bahasa Indonesia");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Masuk ke Tillbridge");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Masuk ke Tillbridge");
  await accessible(page, "sign-in in Indonesian");
});

test.describe("a browser that prefers Indonesian", () => {
  test.use({ locale: "id-ID" });

  test("is greeted in it", async ({ stranger: page }) => {
    await page.goto("/sign-in");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Masuk ke Tillbridge");
  });
});
