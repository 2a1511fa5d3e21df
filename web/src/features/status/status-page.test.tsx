import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { pretendApi } from "@/testing/pretend-api";
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

  it("puts a shop that refuses access before all else, with the button that fixes it", async () => {
    const { user, router } = renderApp("/status");
    const top = await screen.findByRole("region", { name: "1 connection to reconnect" });
    expect(within(top).getByText("Rani Flagship needs you: reconnect it.")).toBeVisible();
    const issues = await screen.findByRole("region", { name: "Issues that need you" });
    expect(top.compareDocumentPosition(issues)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
    expect(within(issues).queryByRole("link", { name: "Reconnect" })).not.toBeInTheDocument();
    expect(screen.getByText(/^Proven only until/)).toBeVisible();

    const card = screen.getByRole("region", { name: "Rani Flagship" });
    expect(within(card).queryByRole("button", { name: "Resume" })).not.toBeInTheDocument();
    expect(within(card).getByText("when it is connected again")).toBeVisible();
    expect(within(card).getByRole("link", { name: "Reconnect" })).toHaveAttribute(
      "href",
      "/settings/connections/3#reconnect",
    );
    await user.click(within(top).getByRole("link", { name: "Reconnect" }));
    await waitFor(() => expect(router.state.location.href).toBe("/settings/connections/3#reconnect"));
    await waitFor(() => expect(screen.getByText("Give it a new key or other settings")).toHaveFocus());
    expect(screen.getByRole("button", { name: "Test and reconnect" })).toBeVisible();
  });

  it("tells an operator who reconnects it", async () => {
    renderApp("/status", pretendApi({ role: "operator" }));
    const card = await screen.findByRole("region", { name: "Rani Flagship" });
    expect(within(card).getByText("An owner of the account reconnects it.")).toBeVisible();
    expect(screen.queryByRole("link", { name: "Reconnect" })).not.toBeInTheDocument();
  });

  it("opens the connections that are not on time, and no other", async () => {
    const { user } = renderApp("/status");
    await user.click(await screen.findByRole("link", { name: "1 connection not on time" }));
    await screen.findByText("Only the connection that is not on time is shown.");
    expect(screen.getByRole("region", { name: "Rani International" })).toBeVisible();
    expect(screen.queryByRole("region", { name: "Rani Crafts" })).not.toBeInTheDocument();
    await user.click(screen.getByRole("link", { name: "Show all" }));
    await screen.findByRole("region", { name: "Rani Crafts" });
  });

  it("tells of a shop that waits to be started, and leads to its policy", async () => {
    const hub = pretendApi();
    await hub.handle(
      new Request("http://hub/api/v1/connections", {
        method: "POST",
        headers: { "X-Tillbridge": "1" },
        body: JSON.stringify({ channel: "lazada", name: "Rani Baru", settings: {}, paused: true }),
      }),
    );
    const { router } = renderApp("/status", hub);
    const link = await screen.findByRole("link", { name: "Rani Baru waits to be started" });
    const card = screen.getByRole("region", { name: "Rani Baru" });
    expect(within(card).getByText("when it is started")).toBeVisible();
    const start = within(card).getByRole("link", { name: "Choose its policy and start" });
    expect(start.getAttribute("href")).toBe(link.getAttribute("href"));
    expect(router.state.location.pathname).toBe("/status");
  });
});
