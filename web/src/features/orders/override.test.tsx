import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { pretendApi } from "@/testing/pretend-api";
import { renderApp } from "@/testing/render-app";

/** The id of an order that waits because its line has no SKU of the books. */
const held = async (hub = pretendApi()) => {
  const answer = await hub.handle(new Request("http://hub/api/v1/orders?held=true&limit=200"));
  const { items } = (await answer.json()) as { items: { id: string; hold_reason: string }[] };
  return { hub, id: items.find((o) => o.hold_reason === "sku_not_linked")?.id ?? "" };
};

describe("a line of an order", () => {
  it("gets a SKU for this order only, with who and why, and the order goes on", async () => {
    const { hub, id } = await held();
    const { user, asked } = renderApp(`/orders/${id}`, hub);
    await user.click(await screen.findByRole("button", { name: /^Give .+ a SKU$/ }));
    const dialog = await screen.findByRole("dialog", { name: /^Give .+ a SKU$/ });
    await user.type(within(dialog).getByLabelText("Reason"), "The label says so.");
    await user.click(within(dialog).getByRole("button", { name: "Give it and run again" }));
    await within(dialog).findByText("Write the SKU");
    expect(asked.some((r) => r.url.endsWith("/override"))).toBe(false);
    await user.type(within(dialog).getByRole("combobox", { name: "SKU" }), "TAS-9");
    await user.click(within(dialog).getByRole("button", { name: "Give it and run again" }));
    await screen.findByText(/given by rani@example.com .*: The label says so\./);
    const write = asked.find((r) => r.url.endsWith("/override"));
    expect(await write?.json()).toEqual({ line: "1", sku: "TAS-9", reason: "The label says so." });
  });
});
