import { accessible, expect, settled, test } from "../fixtures.ts";

const rows = "tr[data-row-id]";

test("filters narrow the log, stand in the address and survive a reload", async ({ desk: page }) => {
  await page.goto("/logs");
  await settled(page);
  await accessible(page, "logs");
  await page.getByRole("switch", { name: "Errors only" }).check();
  await expect(page).toHaveURL(/errors_only=1/);
  await page.getByLabel("Outcome").selectOption({ label: "400 Wrong status" });
  await expect(page).toHaveURL(/code=400/);
  await settled(page);
  await expect(page.locator(rows).first().getByText("400 Wrong status")).toBeVisible();
  await page.reload();
  await settled(page);
  await expect(page.getByLabel("Outcome")).toHaveValue("400");
  await expect(page.getByRole("switch", { name: "Errors only" })).toBeChecked();

  await page.getByLabel("Keyword").fill("nothing has this word");
  await expect(page.getByText("No entries match these filters")).toBeVisible();
  await accessible(page, "logs, nothing matches");
  await page.getByRole("button", { name: "Clear the filters" }).click();
  await expect(page.locator(rows).first()).toBeVisible();
});

test("an entry opens beside the list with its cause, its remedy and its exchange, and Esc closes it", async ({
  desk: page,
}) => {
  await page.goto("/logs?code=400");
  await settled(page);
  const first = page.locator(rows).first();
  await first.getByRole("link").first().click();
  const drawer = page.getByRole("dialog", { name: "Entry" });
  await expect(drawer.getByText("What to do:")).toBeVisible();
  await expect(drawer.getByText("Exchange with the channel")).toBeVisible();
  await accessible(page, "logs with the drawer open");
  await page.keyboard.press("Escape");
  await expect(drawer).toBeHidden();
  await expect(first.getByRole("link").first()).toBeFocused();
});

test("an entry can be run again and has a page of its own", async ({ desk: page }) => {
  await page.goto("/logs?code=200");
  await settled(page);
  await page.locator(rows).first().getByRole("link").first().click();
  const drawer = page.getByRole("dialog", { name: "Entry" });
  await drawer.getByRole("button", { name: "Fetch and run again" }).click();
  await expect(page.getByText(/Fetched and run again|It failed again/)).toBeVisible();
  await drawer.getByRole("link", { name: "Open the full page" }).click();
  await expect(page).toHaveURL(/\/logs\/\d+$/);
  await settled(page);
  await accessible(page, "an entry's page");
});

test("the keyboard walks the list", async ({ desk: page }) => {
  await page.goto("/logs");
  await settled(page);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const second = page.locator(rows).nth(1);
  await expect(second.getByRole("link").first()).toBeFocused();
  await page.keyboard.press("Enter");
  const drawer = page.getByRole("dialog", { name: "Entry" });
  await expect(drawer).toBeVisible();
  await page.keyboard.press("j");
  await expect(page.locator(`${rows}[data-open]`)).toHaveAttribute(
    "data-row-id",
    (await page.locator(rows).nth(2).getAttribute("data-row-id")) ?? "",
  );
  await page.keyboard.press("Escape");
  await expect(drawer).toBeHidden();
  await page.keyboard.press("/");
  await expect(page.getByLabel("Keyword")).toBeFocused();
});

test("e on an entry that is no failure does nothing and says so", async ({ desk: page, hub }) => {
  const audit = async () => (await hub.get<{ items: { id: string }[] }>("/audit?limit=1")).items[0]?.id;
  const before = await audit();
  await page.goto("/logs?code=200");
  await settled(page);
  await page.keyboard.press("j");
  await page.keyboard.press("e");
  await expect(page.getByText("Nothing was done")).toBeVisible();
  await expect(page.getByText("Left out: the entry is no failure.")).toBeVisible();
  expect(await audit()).toBe(before);
});

test("failures are resolved and unresolved, one and many", async ({ desk: page }) => {
  await page.goto("/logs?errors_only=1&hide_resolved=1");
  await settled(page);
  const first = page.locator(rows).first();
  const id = await first.getAttribute("data-row-id");
  await first.getByRole("link").first().focus();
  await page.keyboard.press("e");
  await expect(page.getByText("Marked resolved")).toBeVisible();
  await page.goto(`/logs/${id ?? ""}`);
  await page.getByRole("button", { name: "Mark unresolved" }).click();
  await expect(page.getByRole("button", { name: "Mark resolved" })).toBeVisible();

  await page.goto("/logs?errors_only=1&hide_resolved=1");
  await settled(page);
  await page.locator(rows).nth(0).getByRole("checkbox").check();
  await page.locator(rows).nth(1).getByRole("checkbox").check();
  const bar = page.getByRole("toolbar");
  await expect(bar.getByText("2 entries selected")).toBeVisible();
  await bar.getByRole("button", { name: "Run again with what is stored" }).click();
  const dialog = page.getByRole("dialog", { name: /Run again with what is stored/ });
  await expect(dialog).toBeVisible();
  await accessible(page, "the bulk dialog");
  await dialog.getByRole("button", { name: "Run again with what is stored" }).click();
  // Two entries may be of one order, which has one turn.
  await expect(dialog.getByText(/^Done: (1 of 1|2 of 2)/)).toBeVisible();
  // A dialog has two buttons of that name: its corner's and its own.
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await expect(dialog).toBeHidden();
});
