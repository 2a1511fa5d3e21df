import type { Page } from "@playwright/test";

import { accessible, expect, settled, test } from "../fixtures.ts";
import type { Hub } from "../hub.ts";

const rows = "tr[data-row-id]";

interface Issue {
  id: string;
  subject: string;
  state: string;
  state_by: string;
  message: string;
  open: number;
  entries: number;
  held_orders: number;
  held: { currency: string; total: string }[];
  fixes: string[];
}

const row = (page: Page, id: string) => page.locator(`tr[data-row-id="${id}"]`);

/** The issues that need a person, the ones that hold up the most first. */
async function needy(hub: Hub): Promise<Issue[]> {
  const { items } = await hub.get<{ items: Issue[] }>("/issues?state=open,regressed&limit=100");
  return items.sort((a, b) => b.held_orders - a.held_orders);
}

/** One that no other story takes: each asks for another place in the list. */
async function needyOne(hub: Hub, nth: number): Promise<Issue> {
  const issue = (await needy(hub)).at(nth);
  if (!issue) throw new Error(`the demo has no ${nth} issues that need somebody`);
  return issue;
}

const rupiah = (amount: string) => `Rp\u00a0${new Intl.NumberFormat("en-GB").format(Number(amount))}`;

test("what needs somebody comes first, and every tab has as many as the API says", async ({ desk: page, hub }) => {
  await page.goto("/issues");
  await settled(page);
  const { states } = await hub.get<{ states: { state: string; count: number }[] }>("/issues/states");
  const of = (...names: string[]) => states.filter((s) => names.includes(s.state)).reduce((n, s) => n + s.count, 0);
  const tabs: [string, number][] = [
    ["Needs you", of("open", "regressed")],
    ["Regressed", of("regressed")],
    ["Acknowledged", of("acknowledged")],
    ["Snoozed", of("snoozed")],
    ["Resolved", of("resolved")],
    ["All", of("open", "regressed", "acknowledged", "snoozed", "resolved")],
  ];
  const nav = page.getByRole("navigation", { name: "Issues by state" });
  await expect(nav.getByRole("link", { name: /^Needs you/ })).toHaveAttribute("aria-current", "page");
  for (const [name, count] of tabs) {
    const link = nav.getByRole("link", { name: new RegExp(`^${name}`) });
    await link.click();
    await expect(link).toHaveAttribute("aria-current", "page");
    await expect(link).toContainText(String(count));
    await settled(page);
    await expect(page.locator(rows)).toHaveCount(Math.min(count, 50));
  }
  await accessible(page, "issues");
  await nav.getByRole("link", { name: /^Regressed/ }).click();
  await accessible(page, "issues, a tab with none");
});

test("filters narrow the issues and stand in the address", async ({ desk: page }) => {
  await page.goto("/issues");
  await settled(page);
  await page.getByLabel("Code", { exact: true }).selectOption({ label: "422 Unmapped" });
  await expect(page).toHaveURL(/code=422/);
  await settled(page);
  await expect(page.locator(rows).first().getByText("422 Unmapped")).toBeVisible();
  await page.reload();
  await settled(page);
  await expect(page.getByLabel("Code", { exact: true })).toHaveValue("422");
  await page.getByLabel("Keyword").fill("nothing has this word");
  await expect(page.getByText("No issues match these filters")).toBeVisible();
  await page.getByRole("button", { name: "Clear the filters" }).click();
  await expect(page.locator(rows).first()).toBeVisible();
});

test("an issue opens beside the list with its trend, what it holds up and what that is worth", async ({
  desk: page,
  hub,
}) => {
  const issue = await needyOne(hub, 0);
  await page.goto("/issues");
  await settled(page);
  const worth = rupiah(issue.held[0]?.total ?? "");
  await expect(row(page, issue.id)).toContainText(worth);
  await row(page, issue.id).getByRole("link").first().click();
  const drawer = page.getByRole("dialog", { name: "Issue" });
  await expect(drawer.getByText("What to do:")).toBeVisible();
  await expect(drawer.getByRole("img", { name: /^\d+ new failures in 30 days/ })).toBeVisible();
  await expect(drawer.getByText(worth)).toBeVisible();
  const held = drawer.getByRole("list", { name: "Orders held up" }).getByRole("listitem");
  await expect(held).toHaveCount(Math.min(issue.held_orders, 20));
  await accessible(page, "issues with the drawer open");

  await drawer.getByRole("link", { name: `${issue.held_orders} orders` }).click();
  await expect(page).toHaveURL(new RegExp(`/orders\\?.*issue=${issue.id}`));
  await settled(page);
  await expect(page.locator(rows)).toHaveCount(issue.held_orders);
  await page.goto(`/issues/${issue.id}`);
  await settled(page);
  await accessible(page, "an issue's page");
  await page.getByRole("link", { name: `All ${issue.entries} entries` }).click();
  await expect(page).toHaveURL(new RegExp(`/logs\\?.*issue=${issue.id}`));
  await settled(page);
  await expect(page.locator(rows)).toHaveCount(issue.entries);
});

test("an issue is acknowledged, given to somebody and written about, and comes back when asked", async ({
  desk: page,
  hub,
}) => {
  const issue = await needyOne(hub, 1);
  await page.goto(`/issues?issue=${issue.id}`);
  await settled(page);
  const drawer = page.getByRole("dialog", { name: "Issue" });
  await drawer.getByRole("button", { name: "Acknowledge" }).click();
  await expect(page.getByText("Acknowledged", { exact: true }).last()).toBeVisible();
  await expect(drawer.getByRole("button", { name: "Open again" })).toBeVisible();
  // It has left this tab, and stays in view until one asks.
  await expect(page.getByRole("button", { name: "1 moved on" })).toBeVisible();
  await expect(row(page, issue.id)).toBeVisible();

  await drawer.getByLabel("Assignee").selectOption({ label: "Me" });
  await expect(page.getByText("Assigned", { exact: true })).toBeVisible();
  await drawer.getByLabel("Comment", { exact: true }).fill("The courier looks for the parcels.");
  await drawer.getByRole("button", { name: "Write the comment" }).click();
  await expect(drawer.getByRole("list", { name: "Comments" })).toContainText("The courier looks for the parcels.");
  await expect(drawer.getByLabel("Comment", { exact: true })).toHaveValue("");

  await page.goto("/issues?tab=acknowledged&assignee=me");
  await settled(page);
  await expect(page.locator(rows)).toHaveCount(1);
  await page.goto(`/issues/${issue.id}`);
  await page.getByRole("button", { name: "Open again" }).click();
  await expect(page.getByRole("button", { name: "Acknowledge" })).toBeVisible();
  await accessible(page, "an issue's page with a comment");
});

test("an issue is snoozed until so many more failures have come", async ({ desk: page, hub }) => {
  const issue = await needyOne(hub, 2);
  await page.goto(`/issues/${issue.id}`);
  await page.getByRole("button", { name: "Snooze" }).click();
  const dialog = page.getByRole("dialog", { name: "Snooze" });
  await dialog.getByLabel("Until").selectOption("So many more failures have come");
  await dialog.getByLabel("More failures").fill("5");
  await accessible(page, "the snooze dialog");
  await dialog.getByRole("button", { name: "Snooze" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(`until it has ${issue.entries + 5} entries`)).toBeVisible();
  await page.goto("/issues?tab=snoozed");
  await settled(page);
  await expect(row(page, issue.id)).toBeVisible();
});

test("a listing is linked where its issue stands; what it held up goes on and the issue resolves itself", async ({
  desk: page,
  hub,
}) => {
  const unlinked = (await needy(hub)).filter(({ message }) => message.includes("no SKU"));
  const issue = unlinked[0];
  if (!issue) throw new Error("every listing of the demo is linked");
  const { items } = await hub.get<{ items: { id: string }[] }>(`/orders?issue=${issue.id}`);
  expect(items.length).toBe(issue.held_orders);

  await page.goto(`/issues?issue=${issue.id}`);
  const drawer = page.getByRole("dialog", { name: "Issue" });
  await drawer.getByRole("button", { name: "Link to a SKU and run all again" }).click();
  const dialog = page.getByRole("dialog", { name: "Link to a SKU and run all again" });
  await dialog.getByRole("button", { name: "Link to a SKU and run all again" }).click();
  await expect(dialog.getByText("Write the SKU")).toBeVisible();
  await dialog.getByLabel("SKU", { exact: true }).fill("BTK-PRG");
  await page
    .getByRole("option", { name: /^BTK-PRG/ })
    .first()
    .click();
  await expect(dialog.getByText(`${issue.held_orders} to do.`)).toBeVisible();
  await accessible(page, "the dialog that links a listing");
  await dialog.getByRole("button", { name: "Link to a SKU and run all again" }).click();
  await expect(dialog.getByText(`Done: ${issue.held_orders} of ${issue.held_orders}`)).toBeVisible();
  await accessible(page, "what became of the orders");
  await dialog.getByRole("button", { name: "Close" }).last().click();

  await expect(drawer.getByText("Resolved", { exact: true })).toBeVisible();
  await expect(drawer.getByText("by a later success")).toBeVisible();
  await expect(drawer.getByText("No order waits for this.")).toBeVisible();
  const after = await hub.get<Issue>(`/issues/${issue.id}`);
  expect(after).toMatchObject({ state: "resolved", state_by: "success", open: 0, held_orders: 0 });
  for (const { id } of items) {
    const order = await hub.get<{ hold_reason: string }>(`/orders/${id}`);
    expect(order.hold_reason).not.toBe("line_without_sku");
  }
});

test("a payment method is asked for where the policy says so; chosen in the issue, all that waited go through", async ({
  desk: page,
  hub,
}) => {
  interface Connection {
    id: string;
    name: string;
    channel: string;
  }
  const { items: shops } = await hub.get<{ items: Connection[] }>("/connections");
  const shop = shops.find(({ channel }) => channel === "shopee");
  if (!shop) throw new Error("the demo has no shop on Shopee");
  const policy = `/connections/${shop.id}/policy`;
  const before = await hub.get<Record<string, unknown>>(policy);

  await page.goto(`/settings/connections/${shop.id}`);
  await settled(page);
  await page.getByRole("button", { name: "Add a payment method" }).click();
  await page.keyboard.type("a word that no buyer has");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Bank transfer");
  await page.getByRole("combobox", { name: "A payment whose method is not in this list" }).click();
  await page.getByRole("option", { name: /^Hold it/ }).click();
  await accessible(page, "the policy with a payment method");
  await page.getByRole("button", { name: /^Dry run/ }).click();
  const dryRun = page.getByRole("table", { name: "Dry run" });
  await expect(dryRun.getByRole("row", { name: /^Held: Payment method not chosen 0 [1-9]/ })).toBeVisible();
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByText("The policy counts from the next order on")).toBeVisible();

  const completed: string[] = [];
  for (let i = 0; i < 4; i++) {
    const order = await hub.place("shopee");
    for (const verb of ["pay", "ship", "deliver", "accept"]) await hub.push(order, verb);
    completed.push(order.ref);
  }
  for (const ref of completed) {
    const stages = async () => (await hub.get<{ items: { stage: string }[] }>(`/orders?q=${ref}`)).items;
    await expect.poll(stages).toMatchObject([{ stage: "completed" }]);
  }
  const { items: found } = await hub.get<{ items: Issue[] }>(
    `/issues?reason=payment_method_not_linked&connection=${shop.id}`,
  );
  // Buyers pay by several methods; that of the most is chosen.
  const [issue] = found.sort((a, b) => b.held_orders - a.held_orders);
  if (!issue) throw new Error("no payment waits for its method");
  const { items } = await hub.get<{ items: { id: string }[] }>(`/orders?issue=${issue.id}`);

  await page.goto(`/issues?issue=${issue.id}`);
  const drawer = page.getByRole("dialog", { name: "Issue" });
  const name = "Choose a payment method and run all again";
  await drawer.getByRole("button", { name }).click();
  const dialog = page.getByRole("dialog", { name });
  const input = dialog.getByRole("combobox", { name: "Payment method in the books" });
  await expect(input).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("Write the payment method")).toBeVisible();
  await input.fill("bank");
  await page.getByRole("option", { name: "Bank transfer" }).click();
  await expect(input).toHaveValue("Bank transfer");
  await expect(dialog.getByText(`${issue.held_orders} to do.`)).toBeVisible();
  await accessible(page, "the dialog that chooses a payment method");
  await dialog.getByRole("button", { name }).click();
  await expect(dialog.getByText(`Done: ${issue.held_orders} of ${issue.held_orders}`)).toBeVisible();
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await expect(drawer.getByText("No order waits for this.")).toBeVisible();
  expect(await hub.get<Issue>(`/issues/${issue.id}`)).toMatchObject({
    state: "resolved",
    state_by: "success",
    open: 0,
  });
  for (const { id } of items) {
    const order = await hub.get<{ hold_reason: string }>(`/orders/${id}`);
    expect(order.hold_reason).toBe("");
  }
  await page.goto(`/orders/${items[0]?.id}`);
  await expect(page.getByText("Bank transfer", { exact: true })).toBeVisible();
  const mapped = await hub.get<{ payment_methods: Record<string, string> }>(policy);
  expect(mapped.payment_methods[issue.subject]).toBe("Bank transfer");

  // What the other stories do with this shop they do as before.
  const back = await page.request.put(`/api/v1${policy}`, { data: before, headers: { "X-Tillbridge": "1" } });
  expect(back.ok()).toBe(true);
});

test("the keyboard walks the issues, opens one and acknowledges it", async ({ desk: page }) => {
  await page.goto("/issues");
  await settled(page);
  const link = (n: number) => page.locator(rows).nth(n).getByRole("link").first();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(link(1)).toBeFocused();
  await page.keyboard.press("k");
  await expect(link(0)).toBeFocused();
  await page.keyboard.press("Enter");
  const drawer = page.getByRole("dialog", { name: "Issue" });
  await expect(drawer).toBeVisible();
  await page.keyboard.press("j");
  const second = (await page.locator(rows).nth(1).getAttribute("data-row-id")) ?? "";
  await expect(page.locator(`${rows}[data-open]`)).toHaveAttribute("data-row-id", second);
  await page.keyboard.press("e");
  await expect(drawer.getByRole("button", { name: "Open again" })).toBeVisible();
  await expect(row(page, second).getByText("Acknowledged")).toBeVisible();
  await page.keyboard.press("e");
  await expect(drawer.getByRole("button", { name: "Acknowledge" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(drawer).toBeHidden();
  await page.keyboard.press("/");
  await expect(page.getByLabel("Keyword")).toBeFocused();
});

test("a viewer sees the issues and nothing to press", async ({ desk, browser, hub }) => {
  const invited = await desk.request.post("/api/v1/invitations", {
    data: { email: "rini@example.com", role: "viewer" },
    headers: { "X-Tillbridge": "1" },
  });
  const { link } = (await invited.json()) as { link: string };
  const elsewhere = await browser.newContext({ baseURL: hub.started.url });
  const page = await elsewhere.newPage();
  await page.goto(new URL(link).pathname + new URL(link).search);
  await page.getByLabel("Your name").fill("Rini");
  await page.getByLabel("Password", { exact: true }).fill("a-long-enough-password");
  await page.getByRole("button", { name: "Come in" }).click();
  await expect(page).toHaveURL(/\/status$/);

  const issue = await needyOne(hub, 0);
  await page.goto(`/issues?issue=${issue.id}`);
  await settled(page);
  const drawer = page.getByRole("dialog", { name: "Issue" });
  await expect(drawer.getByRole("list", { name: "Orders held up" })).toBeVisible();
  for (const name of ["Acknowledge", "Snooze", "Resolve", "Write the comment", ...fixNames]) {
    await expect(drawer.getByRole("button", { name })).toHaveCount(0);
  }
  await expect(drawer.getByLabel("Assignee")).toHaveCount(0);
  await page.keyboard.press("e");
  await accessible(page, "an issue, for a viewer");
  expect(await hub.get<Issue>(`/issues/${issue.id}`)).toMatchObject({ state: issue.state });
  await elsewhere.close();
});

const fixNames = [
  "Link to a SKU and run all again",
  "Choose a payment method and run all again",
  "Decide for all",
  "Run all again",
];
