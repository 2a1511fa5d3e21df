import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import type { OrderDetail } from "@/lib/types";
import { pretendApi } from "@/testing/pretend-api";
import { renderApp } from "@/testing/render-app";

type Hub = ReturnType<typeof pretendApi>;

async function ask<T>(hub: Hub, path: string, init?: RequestInit): Promise<T> {
  const answer = await hub.handle(new Request(`http://hub/api/v1${path}`, init));
  return (await answer.json()) as T;
}

/** The id of an order whose buyer wishes to cancel, at a channel. */
async function wish(channel: string, hub = pretendApi()) {
  const { items } = await ask<{ items: OrderDetail[] }>(hub, `/orders?channel=${channel}&tab=to_ship&limit=200`);
  const orders = await Promise.all(items.map((o) => ask<OrderDetail>(hub, `/orders/${o.id}`)));
  return { hub, id: orders.find((o) => o.snapshot.cancel_requested)?.id ?? "" };
}

async function open(channel: string, hub?: Hub) {
  const found = await wish(channel, hub);
  const app = renderApp(`/orders/${found.id}`, found.hub);
  await screen.findByText("Cancellation requested");
  return { ...found, ...app };
}

describe("a buyer who wishes to cancel", () => {
  it("is let go with a written reason, and the page shows the cancelled order", async () => {
    const { user, asked } = await open("shopee");
    const block = screen.getByRole("region", { name: "The buyer wants to cancel" });
    within(block).getByText("Their reason: Found it cheaper elsewhere");
    await user.click(within(block).getByRole("button", { name: "Accept" }));
    const dialog = await screen.findByRole("dialog", { name: "Accept the cancellation" });
    await user.click(within(dialog).getByRole("button", { name: "Accept" }));
    await within(dialog).findByText("Write a reason");
    expect(asked.some((r) => r.url.endsWith("/answer-cancel"))).toBe(false);
    await user.type(within(dialog).getByLabelText("Reason"), "It was not packed yet.");
    await user.click(within(dialog).getByRole("button", { name: "Accept" }));
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
    await waitFor(() => expect(block).not.toBeInTheDocument());
    await screen.findByText(/: the cancellation is accepted$/);
    const write = asked.find((r) => r.url.endsWith("/answer-cancel"));
    expect(await write?.json()).toEqual({ answer: "accept", reason: "It was not packed yet." });
  });

  it("is refused by the keyboard alone", async () => {
    const { user, asked } = await open("shopee");
    screen.getByRole("button", { name: "Reject" }).focus();
    await user.keyboard("{Enter}");
    const dialog = await screen.findByRole("dialog", { name: "Reject the cancellation" });
    await waitFor(() => expect(within(dialog).getByLabelText("Reason")).toHaveFocus());
    await user.keyboard("It has left.{Tab}{Tab}{Enter}");
    await screen.findByText(/: the cancellation is rejected$/);
    const write = asked.find((r) => r.url.endsWith("/answer-cancel"));
    expect(await write?.json()).toEqual({ answer: "reject", reason: "It has left." });
  });

  it("who does not ask any more is told to whoever answers, also when the block has gone", async () => {
    const { user, hub, id } = await open("shopee");
    await user.click(screen.getByRole("button", { name: "Accept" }));
    const dialog = await screen.findByRole("dialog", { name: "Accept the cancellation" });
    await ask(hub, `/orders/${id}/answer-cancel`, {
      method: "POST",
      headers: { "X-Tillbridge": "1" },
      body: JSON.stringify({ answer: "reject", reason: "by somebody else" }),
    });
    await user.type(within(dialog).getByLabelText("Reason"), "Let them go.");
    await user.click(within(dialog).getByRole("button", { name: "Accept" }));
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("The buyer does not ask to cancel this order");
    await waitFor(() => expect(screen.queryByText("Cancellation requested")).not.toBeInTheDocument());
    expect(dialog).toBeInTheDocument();
  });

  it("is answered elsewhere where the channel takes no answer", async () => {
    await open("woocommerce");
    const block = screen.getByRole("region", { name: "The buyer wants to cancel" });
    within(block).getByText("They gave no reason.");
    within(block).getByText(/Open the order in WooCommerce and answer there/);
    expect(within(block).queryByRole("button")).not.toBeInTheDocument();
  });

  it("is a mark for viewers, without buttons", async () => {
    await open("shopee", pretendApi({ role: "viewer" }));
    expect(screen.queryByRole("region", { name: "The buyer wants to cancel" })).not.toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Accept" })).not.toBeInTheDocument();
  });
});
