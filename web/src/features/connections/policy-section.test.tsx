import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { pretendApi } from "@/testing/pretend-api";
import { renderApp } from "@/testing/render-app";

// The page comes when it is asked for; loaded here, so that no test waits for it.
import "./connection-section";

describe("the policy", () => {
  it("is tried on the last days' orders before it is saved, and the answer goes when the form changes", async () => {
    const { user, asked } = renderApp("/settings/connections/1");
    await user.click(await screen.findByRole("switch", { name: /^Process orders by themselves/ }));
    await user.click(screen.getByRole("button", { name: "Dry run on the last 7 days" }));
    const table = await screen.findByRole("table", { name: "Dry run" });
    const cells = within(within(table).getByRole("row", { name: /^Held: pending/ })).getAllByRole("cell");
    expect(cells.map((cell) => cell.textContent)).toEqual(["Held: pending", "0", "260"]);
    expect(screen.getByText("260 of 260 orders would be treated otherwise.")).toBeVisible();
    const samples = screen.getByRole("list", { name: "Orders that would be treated otherwise" });
    expect(within(samples).getAllByRole("link")).toHaveLength(20);
    expect(asked.some((r) => r.method === "PUT")).toBe(false);
    await user.click(screen.getByRole("switch", { name: /^Process orders by themselves/ }));
    expect(screen.queryByRole("table", { name: "Dry run" })).not.toBeInTheDocument();
  });

  it("has a prefix for each channel that comes over the connection, and for no other", async () => {
    const { user, asked } = renderApp("/settings/connections/2");
    const box = await screen.findByLabelText("Before document numbers of Tokopedia orders");
    await user.type(box, "TKP-");
    await user.click(screen.getByRole("button", { name: "Save policy" }));
    await screen.findByText("The policy counts from the next order on");
    const write = asked.find((r) => r.method === "PUT");
    expect(await write?.json()).toMatchObject({ channel_prefixes: { tokopedia: "TKP-" } });
  });

  it("maps payment methods by the keyboard, and says what is wrong before it is saved", async () => {
    const { user, asked } = renderApp("/settings/connections/1");
    await user.click(await screen.findByRole("button", { name: "Add a payment method" }));
    const row = (n: number) => within(screen.getByRole("listitem", { name: `Payment method ${n}` }));
    expect(row(1).getByLabelText("The channel's word")).toHaveFocus();
    await user.keyboard("qris");
    await user.click(screen.getByRole("button", { name: "Save policy" }));
    expect(row(1).getByRole("combobox", { name: "Payment method in the books" })).toHaveAccessibleDescription(
      "Write the payment method",
    );
    expect(row(1).getByRole("combobox", { name: "Payment method in the books" })).toHaveFocus();
    await user.keyboard("Bank transfer");
    await user.click(screen.getByRole("button", { name: "Add a payment method" }));
    await user.keyboard("qris{Tab}Cash");
    await user.click(screen.getByRole("button", { name: "Dry run on the last 7 days" }));
    expect(row(2).getByLabelText("The channel's word")).toHaveAccessibleDescription("This word has a row already");
    expect(asked.some((r) => r.method !== "GET")).toBe(false);

    await user.clear(row(2).getByLabelText("The channel's word"));
    await user.click(screen.getByRole("button", { name: "Add a payment method" }));
    await user.click(row(3).getByRole("button", { name: "Remove payment method 3" }));
    expect(screen.getByRole("button", { name: "Add a payment method" })).toHaveFocus();
    await user.click(screen.getByRole("combobox", { name: "A payment whose method is not in this list" }));
    await user.keyboard("{ArrowDown}{Enter}");
    await user.click(screen.getByRole("button", { name: "Save policy" }));
    await screen.findByText("The policy counts from the next order on");
    const write = asked.find((r) => r.method === "PUT");
    expect(await write?.json()).toMatchObject({
      payment_methods: { qris: "Bank transfer", "": "Cash" },
      unmapped_payment_method: "hold",
    });
  });

  it("has no such prefix where nothing else comes over the connection, and no dry run for a viewer", async () => {
    renderApp("/settings/connections/1", pretendApi({ role: "viewer" }));
    await screen.findByLabelText("Before document numbers");
    expect(screen.queryByLabelText(/Tokopedia/)).not.toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /Dry run|payment method/ })).not.toBeInTheDocument();
  });
});
