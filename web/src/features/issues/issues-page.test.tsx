import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { pretendApi } from "@/testing/pretend-api";
import { renderApp } from "@/testing/render-app";

const linkable = "The SKU TAS-ROTAN-XL is not linked to an item of the books.";

const openList = async (address = "/issues", hub = pretendApi()) => {
  const app = renderApp(address, hub);
  const table = await screen.findByRole("table", { name: /^Issues/ });
  return { ...app, table };
};

/** Opens the first issue whose orders wait for a link. */
const openLinkable = async (hub = pretendApi()) => {
  const app = await openList("/issues?reason=sku_not_linked", hub);
  const links = within(app.table).getAllByRole("link", { name: linkable });
  await app.user.click(links[0]!);
  const drawer = await screen.findByRole("dialog", { name: "Issue" });
  await within(drawer).findByText("What to do:", { exact: false });
  return { ...app, drawer, link: links[0]! };
};

describe("the issues", () => {
  it("asks for those that need a person, with commas between the states", async () => {
    const { asked, table } = await openList();
    const request = asked.find((r) => new URL(r.url).pathname === "/api/v1/issues" && r.url.includes("limit=50"));
    expect(new URL(request?.url ?? "").searchParams.get("state")).toBe("open,regressed");
    expect(within(table).getAllByRole("row").length).toBeGreaterThan(2);
  });

  it("counts those that need a person in the rail", async () => {
    await openList();
    const place = await screen.findByRole("link", { name: /^Issues \d+ issues that need a person$/ });
    const tab = screen.getByRole("link", { name: /^Needs you\s*\d+$/ });
    expect(place.textContent?.match(/\d+/)?.[0]).toBe(tab.textContent?.match(/\d+/)?.[0]);
  });

  it("opens one beside the list and gives the focus back", async () => {
    const { user, drawer, link } = await openLinkable();
    await within(drawer).findByRole("list", { name: "Orders held up" });
    await user.keyboard("{Escape}");
    await waitFor(() => expect(drawer).not.toBeInTheDocument());
    expect(link).toHaveFocus();
  });

  it("is linked where it is shown: a preview first, then progress, and all its orders are through", async () => {
    const { user, drawer, asked } = await openLinkable();
    await user.click(within(drawer).getByRole("button", { name: "Link to a SKU and run all again" }));
    const dialog = await screen.findByRole("dialog", { name: "Link to a SKU and run all again" });
    await within(dialog).findByText(/^\d+ to do\. \d+ orders? worth /);
    expect(asked.some((r) => r.url.endsWith("/fix"))).toBe(false);
    await user.click(within(dialog).getByRole("button", { name: "Link to a SKU and run all again" }));
    await within(dialog).findByText(/^Done: (\d+) of \1, \1 went through, 0 failed$/);
    const fix = asked.find((r) => r.url.endsWith("/fix"));
    expect(await fix?.json()).toMatchObject({ fix: "link", sku: "TAS-ROTAN-XL" });
    await within(drawer).findByText("No order waits for this.");
    await within(drawer).findByText("Resolved");
    within(screen.getByRole("dialog", { name: "Link to a SKU and run all again" })).getByRole("link", {
      name: "Open the entries that it wrote",
    });
  });

  it("has its payment method chosen where it is shown, from those of before or another one", async () => {
    const { user, table, asked } = await openList("/issues?reason=payment_method_not_linked");
    await user.click(within(table).getAllByRole("link", { name: /^The channel says "qris"/ })[0]!);
    const drawer = await screen.findByRole("dialog", { name: "Issue" });
    const name = "Choose a payment method and run all again";
    await user.click(await within(drawer).findByRole("button", { name }));
    const dialog = await screen.findByRole("dialog", { name });
    await within(dialog).findByText(/^The books show payments that the channel calls qris under this method/);
    await within(dialog).findByText(/^\d+ to do\. /);
    const input = within(dialog).getByRole("combobox", { name: "Payment method in the books" });
    await user.click(within(dialog).getByRole("button", { name }));
    await within(dialog).findByText("Write the payment method");
    expect(asked.some((r) => r.url.endsWith("/fix"))).toBe(false);
    await user.type(input, "bank{ArrowDown}{Enter}");
    expect(input).toHaveValue("Bank transfer");
    await user.click(within(dialog).getByRole("button", { name }));
    await within(dialog).findByText(/^Done: (\d+) of \1, \1 went through, 0 failed$/);
    const fix = asked.find((r) => r.url.endsWith("/fix"));
    expect(await fix?.json()).toEqual({ fix: "choose_method", method: "Bank transfer" });
    await within(drawer).findByText("No order waits for this.");
  });

  it("is snoozed until so many more failures, and opened again", async () => {
    const { user, drawer, asked } = await openLinkable();
    await user.click(within(drawer).getByRole("button", { name: "Snooze" }));
    const dialog = await screen.findByRole("dialog", { name: "Snooze" });
    await user.selectOptions(within(dialog).getByLabelText("Until"), "So many more failures have come");
    await user.clear(within(dialog).getByLabelText("More failures"));
    await user.type(within(dialog).getByLabelText("More failures"), "3");
    await user.click(within(dialog).getByRole("button", { name: "Snooze" }));
    await within(drawer).findByText("Snoozed");
    const snooze = asked.find((r) => r.url.endsWith("/snooze"));
    expect(await snooze?.json()).toEqual({ more: 3 });
    await user.click(within(drawer).getByRole("button", { name: "Open again" }));
    await within(drawer).findByText("Open");
  });

  it("is acknowledged and taken back by the same key, though it has left the tab between", async () => {
    const { user, drawer, link, asked } = await openLinkable();
    const row = link.closest("tr")!;
    await user.keyboard("e");
    await within(drawer).findByText("Acknowledged");
    expect(within(row).getByText("Acknowledged")).toBeInTheDocument();
    await user.keyboard("e");
    await within(drawer).findByText("Open");
    expect(asked.filter((r) => r.method === "POST").map((r) => r.url.split("/").at(-1))).toEqual([
      "acknowledge",
      "reopen",
    ]);
  });

  it("takes a decision for all only with a choice and a written reason", async () => {
    const { user, table, asked } = await openList("/issues?reason=cancelled_after_shipping");
    // Its entries and its orders are both links: one that holds orders up.
    const holding = within(table)
      .getAllByRole("row")
      .find((row) => within(row).queryAllByRole("link", { name: /^\d+$/ }).length === 2)!;
    await user.click(within(holding).getByRole("link", { name: /^The buyer cancelled/ }));
    const drawer = await screen.findByRole("dialog", { name: "Issue" });
    await user.click(await within(drawer).findByRole("button", { name: "Decide for all" }));
    const dialog = await screen.findByRole("dialog", { name: "Decide for all" });
    await within(dialog).findByText(/ to do\. /);
    const confirm = within(dialog).getByRole("button", { name: "Decide for all" });
    await user.click(confirm);
    await within(dialog).findByText("Choose one");
    within(dialog).getByText("Write a reason");
    expect(asked.some((r) => r.url.endsWith("/fix"))).toBe(false);
    await user.click(within(dialog).getByRole("radio", { name: /^Keep as it is/ }));
    await user.type(within(dialog).getByLabelText("Reason"), "The courier lost them.");
    await user.click(confirm);
    await within(dialog).findByText(/^Done: /);
    const fix = asked.find((r) => r.url.endsWith("/fix"));
    expect(await fix?.json()).toEqual({ fix: "decide", choice: "keep", reason: "The courier lost them." });
  });

  it("is given to somebody and commented on", async () => {
    const { user, drawer } = await openLinkable();
    await user.selectOptions(within(drawer).getByRole("combobox", { name: "Assignee" }), "Me");
    await screen.findByText("Assigned");
    await user.type(within(drawer).getByRole("textbox", { name: "Comment" }), "The supplier renamed it.");
    await user.click(within(drawer).getByRole("button", { name: "Write the comment" }));
    const list = await within(drawer).findByRole("list", { name: "Comments" });
    within(list).getByText("The supplier renamed it.");
  });

  it("offers viewers nothing to change", async () => {
    const { drawer } = await openLinkable(pretendApi({ role: "viewer" }));
    expect(within(drawer).queryByRole("button", { name: /Snooze|Resolve|Link/ })).not.toBeInTheDocument();
  });

  it("says when nothing matches, and how to get back", async () => {
    const { user } = renderApp("/issues?q=no-issue-has-this");
    await user.click(await screen.findByRole("button", { name: "Clear the filters" }));
    await screen.findByRole("table", { name: /^Issues/ });
  });

  it("is fixed from the first page: what is wrong, how many orders, and the button", async () => {
    const { user, router } = renderApp("/status");
    const top = await screen.findByRole("region", { name: "Issues that need you" });
    await within(top).findAllByText(/orders? waits?/);
    await user.click(within(top).getAllByRole("link", { name: "Fix and run again" })[0]!);
    await screen.findByRole("dialog", { name: /run all again|Run all again|Decide for all/ });
    await waitFor(() => expect(router.state.location.pathname).toMatch(/^\/issues\/\d+$/));
    expect(router.state.location.search).toEqual({});
  });
});
