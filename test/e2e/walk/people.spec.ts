import { accessible, expect, settled, test } from "../fixtures.ts";

test("an operator is invited, comes in by the link, and sees what operators may see", async ({
  desk,
  browser,
  hub,
}) => {
  await desk.goto("/settings/people");
  await settled(desk);
  await desk.getByLabel("Email of whom you invite").fill("dewi@example.com");
  await desk.getByRole("button", { name: "Invite" }).click();
  const once = desk.getByRole("status").filter({ hasText: "Copy it now" });
  const link = (await once.locator(".mono").textContent()) ?? "";
  expect(link).toContain("/welcome?token=");
  await accessible(desk, "people");

  const elsewhere = await browser.newContext({ baseURL: hub.started.url });
  const page = await elsewhere.newPage();
  await page.goto(new URL(link).pathname + new URL(link).search);
  await expect(page.getByText(/as: Operator\./)).toBeVisible();
  await expect(page.getByLabel("Email")).toHaveValue("dewi@example.com");
  await accessible(page, "welcome");
  await page.getByLabel("Your name").fill("Dewi");
  await page.getByLabel("Password", { exact: true }).fill("a-long-enough-password");
  await page.getByRole("button", { name: "Come in" }).click();
  await expect(page).toHaveURL(/\/status$/);

  await page.goto("/settings");
  const sections = page.getByRole("navigation", { name: "Settings" });
  await expect(sections.getByRole("link", { name: "Webhooks" })).toBeVisible();
  await expect(sections.getByRole("link", { name: "People" })).toHaveCount(0);
  await page.goto("/settings/people");
  await expect(page.getByText("This page is for owners")).toBeVisible();
  await accessible(page, "people, for an operator");
  await elsewhere.close();

  await desk.reload();
  await expect(desk.getByLabel("Role of Dewi")).toHaveValue("operator");
});

test("a session that is ended is signed out at its next step", async ({ desk, browser, hub }) => {
  const elsewhere = await browser.newContext({ baseURL: hub.started.url, userAgent: "Mozilla/5.0 Firefox/145.0" });
  const page = await elsewhere.newPage();
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(hub.started.email);
  await page.getByLabel("Password", { exact: true }).fill(hub.started.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/status$/);

  await desk.goto("/settings/you");
  await settled(desk);
  await accessible(desk, "you");
  const list = desk.getByRole("list", { name: "Sessions" });
  await expect(list.getByText("This browser")).toHaveCount(1);
  await desk.getByRole("button", { name: "End all others" }).click();
  await expect(list.getByRole("listitem")).toHaveCount(1);
  await page.goto("/orders");
  await expect(page).toHaveURL(/\/sign-in/);
  await elsewhere.close();
});

test("the audit trail tells who did it, and narrows to one action", async ({ desk: page }) => {
  await page.goto("/settings/audit");
  await settled(page);
  await expect(page.getByRole("table", { name: "Audit trail" })).toBeVisible();
  await accessible(page, "audit trail");
  await page.getByLabel("What", { exact: true }).selectOption("Signed in");
  await expect(page).toHaveURL(/action=sign_in/);
  await settled(page);
  await expect(page.locator("tr[data-row-id]").first()).toContainText("Signed in");
});

test("forgetting a buyer begins with the orders that it is about", async ({ desk: page, hub }) => {
  const { items } = await hub.get<{ items: { id: string; number: string }[] }>("/orders?limit=1");
  await page.goto(`/settings/buyers?order=${items[0]?.id}`);
  await settled(page);
  await page.getByLabel("Reason").fill("The buyer asked for it.");
  await page.getByRole("button", { name: "Show which orders" }).click();
  await expect(page.getByRole("list", { name: "Orders of this buyer" })).toContainText(items[0]?.number ?? "");
  await accessible(page, "buyers' data");
});
