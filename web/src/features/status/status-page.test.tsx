import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { renderApp } from "@/testing/render-app";

describe("the status page", () => {
  it("gives a channel over another's connection a card of its own, with links to its orders and entries", async () => {
    renderApp("/status");
    const card = await screen.findByRole("region", { name: "Tokopedia over Rani Official Store" });
    expect(within(card).getByRole("heading", { name: "Tokopedia" })).toBeVisible();
    const orders = within(card).getByRole("link", { name: /orders$/ });
    expect(orders).toHaveAttribute("href", "/orders?tab=all&connection=2&channel=tokopedia");
    expect(within(card).getByRole("link", { name: "log" })).toHaveAttribute(
      "href",
      "/logs?connection=2&channel=tokopedia",
    );
  });

  it("warns of a permission that ends, and tells of a shop that is silent", async () => {
    renderApp("/status");
    const shopee = await screen.findByRole("region", { name: "Rani Official Store" });
    expect(within(shopee).getByRole("link", { name: "Authorise again within 5 days." })).toBeVisible();
    const shopify = screen.getByRole("region", { name: "Rani International" });
    expect(within(shopify).getByText(/No order has come for 9 hours/)).toBeVisible();
    expect(within(shopify).getByText("Not proven yet")).toBeVisible();
  });

  it("lists the cycles of a lane when asked to", async () => {
    const { user, asked } = renderApp("/status");
    const card = await screen.findByRole("region", { name: "Rani Crafts" });
    expect(asked.some((r) => r.url.includes("/cycles"))).toBe(false);
    await user.click(within(card).getByText("Cycles"));
    const table = await within(card).findByRole("table", { name: "Sync cycles, newest first" });
    const heads = within(table)
      .getAllByRole("columnheader")
      .map((head) => head.textContent);
    expect(heads.slice(0, 6)).toEqual([
      "Import date",
      "Start date",
      "End date",
      "Entity type",
      "Resolved",
      "Sync type",
    ]);
  });
});
