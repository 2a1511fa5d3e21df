import { accessible, expect, settled, test } from "../fixtures.ts";

const rows = "tr[data-row-id]";

test("each kind has its list, and a document its lines and totals", async ({ desk: page }) => {
  await page.goto("/documents");
  await expect(page).toHaveURL(/\/documents\/invoices$/);
  const kinds = page.getByRole("navigation", { name: "Kinds of documents" });
  for (const kind of ["Sales orders", "Outbound logistics", "Payments", "Credit notes", "Recycle bin", "Invoices"]) {
    await kinds.getByRole("link", { name: kind }).click();
    await expect(kinds.getByRole("link", { name: kind })).toHaveAttribute("aria-current", "page");
    await settled(page);
  }
  await accessible(page, "invoices");
  await page.getByLabel("Delivery").selectOption("Sent");
  await expect(page).toHaveURL(/delivery=sent/);
  await settled(page);
  await page.locator(rows).first().getByRole("link").first().click();
  const drawer = page.getByRole("dialog", { name: "Document" });
  await expect(drawer.getByRole("table", { name: "Lines and totals" })).toContainText("Total");
  await accessible(page, "invoices with the drawer open");
});

test("an invoice is voided with a reason, waits in the recycle bin and comes back", async ({ desk: page }) => {
  await page.goto("/documents/invoices?delivery=unsent&payment=unpaid");
  await settled(page);
  const link = page.locator(rows).first().getByRole("link").first();
  const number = (await link.textContent()) ?? "";
  await link.click();
  const drawer = page.getByRole("dialog", { name: "Document" });
  await drawer.getByRole("button", { name: "Void" }).click();
  const dialog = page.getByRole("dialog", { name: "Void the invoice" });
  await dialog.getByLabel("Reason").fill("Entered twice by hand.");
  await accessible(page, "the void dialog");
  await dialog.getByRole("button", { name: "Void" }).click();
  await expect(dialog).toBeHidden();

  await page.goto("/documents/recycle-bin");
  await settled(page);
  await page.getByRole("link", { name: number, exact: true }).click();
  await drawer.getByRole("button", { name: "Restore" }).click();
  const back = page.getByRole("dialog", { name: "Restore the invoice" });
  await back.getByLabel("Reason").fill("It was right after all.");
  await back.getByRole("button", { name: "Restore" }).click();
  await expect(back).toBeHidden();
  await expect(drawer.getByRole("button", { name: "Void" })).toBeVisible();
});
