import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { renderApp } from "@/testing/render-app";

describe("forgetting a buyer", () => {
  it("shows first which orders that is about, and deletes only when told again", async () => {
    const { user, asked } = renderApp("/settings/buyers?order=5001");
    await user.type(await screen.findByLabelText("Reason"), "The buyer asked.");
    await user.click(screen.getByRole("button", { name: "Show which orders" }));
    const found = await screen.findByRole("list", { name: "Orders of this buyer" });
    expect(within(found).getByRole("link")).toHaveAttribute("href", "/orders/5001");
    const bodies = () => Promise.all(asked.filter((r) => r.method === "POST").map((r) => r.clone().json()));
    expect(await bodies()).toEqual([{ order: "5001", reason: "The buyer asked.", preview: true }]);

    await user.click(screen.getByRole("button", { name: "Forget the buyer of this 1 order" }));
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Forget for good" }));
    await screen.findByText("The buyer of 1 order is forgotten");
    expect((await bodies()).at(-1)).toMatchObject({ preview: false });
  });

  it("offers no deletion when no order fits", async () => {
    const { user } = renderApp("/settings/buyers");
    await user.type(await screen.findByLabelText("Email address"), "nobody@example.com");
    await user.type(screen.getByLabelText("Reason"), "The buyer asked.");
    await user.click(screen.getByRole("button", { name: "Show which orders" }));
    await screen.findByText("No order has this");
    expect(screen.queryByRole("button", { name: /^Forget the buyer/ })).not.toBeInTheDocument();
  });
});
