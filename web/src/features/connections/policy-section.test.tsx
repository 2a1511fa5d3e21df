import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { makePolicy } from "@/testing/pretend-policy";
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
    const cells = within(within(table).getByRole("row", { name: /^Held: Waits/ })).getAllByRole("cell");
    expect(cells.map((cell) => cell.textContent)).toEqual(["Held: Waits to be let through", "0", "260"]);
    expect(screen.getByText("260 of 260 orders would be treated otherwise.")).toBeVisible();
    const samples = screen.getByRole("table", { name: "Orders that would be treated otherwise" });
    expect(within(samples).getAllByRole("link")).toHaveLength(20);
    const [, , now, then] = within(within(samples).getAllByRole("row")[1]!).getAllByRole("cell");
    expect(within(now!).getByText("Create invoice").tagName).toBe("MARK");
    expect(within(then!).getByText("Waits to be let through").tagName).toBe("MARK");
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

  it("is clean once it is saved, and the dry run of it is gone", async () => {
    const { user } = renderApp("/settings/connections/1");
    const save = await screen.findByRole("button", { name: "Save policy" });
    expect(save).toBeDisabled();
    const auto = screen.getByRole("switch", { name: /^Process orders by themselves/ });
    await user.click(auto);
    await user.click(auto);
    expect(save).toBeDisabled();
    await user.click(auto);
    await user.click(screen.getByRole("button", { name: "Dry run on the last 7 days" }));
    await screen.findByRole("table", { name: "Dry run" });
    await user.click(save);
    await screen.findByText("The policy counts from the next order on");
    await waitFor(() => expect(save).toBeDisabled());
    expect(screen.queryByRole("table", { name: "Dry run" })).not.toBeInTheDocument();
    expect(auto).not.toBeChecked();
  });

  it("explains each field, in headed parts", async () => {
    renderApp("/settings/connections/1");
    await screen.findByRole("group", { name: "Which orders" });
    const fields = [
      ...screen.getAllByRole("switch"),
      ...screen.getAllByRole("combobox"),
      ...screen.getAllByRole("textbox"),
      screen.getByLabelText("Take orders from this day on"),
    ].filter((field) => field.closest("form")?.contains(screen.getByRole("group", { name: "Pace" })));
    expect(fields.length).toBeGreaterThan(10);
    for (const field of fields) expect(field).toHaveAccessibleDescription(/Default: |the default/);
  });

  it("takes a go-live day in the shop's zone, a tolerance, and what to do with missing orders and returned goods", async () => {
    const { user, asked } = renderApp("/settings/connections/1");
    fireEvent.change(await screen.findByLabelText("Take orders from this day on"), { target: { value: "2026-11-01" } });
    const tolerance = screen.getByLabelText("Largest rounding difference");
    await user.clear(tolerance);
    await user.type(tolerance, "2.5");
    await user.click(screen.getByRole("switch", { name: /^Put returned goods back/ }));
    await user.click(screen.getByRole("combobox", { name: "An order that did not come" }));
    await user.keyboard("{ArrowDown}{Enter}");
    await user.click(screen.getByRole("button", { name: "Save policy" }));
    await screen.findByText("The policy counts from the next order on");
    const write = asked.find((r) => r.method === "PUT");
    expect(await write?.json()).toMatchObject({
      download_from: "2026-11-01T00:00:00+07:00",
      tolerance: "2.5",
      restock_returns: true,
      missing_orders: "report",
    });
    expect(screen.getByLabelText("Take orders from this day on")).toHaveValue("2026-11-01");
  });

  it("does not undo what somebody else has chosen meanwhile", async () => {
    const hub = pretendApi();
    const { user } = renderApp("/settings/connections/1", hub);
    await user.click(await screen.findByRole("switch", { name: /^Process orders by themselves/ }));
    const theirs = makePolicy({ payment_methods: { cod: "Cash" } });
    await hub.handle(
      new Request("http://hub/api/v1/connections/1/policy", {
        method: "PUT",
        headers: { "X-Tillbridge": "1", "Content-Type": "application/json" },
        body: JSON.stringify(theirs),
      }),
    );
    await user.click(screen.getByRole("button", { name: "Save policy" }));
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("The policy was changed meanwhile");
    expect(screen.getByRole("button", { name: "Save policy" })).toBeDisabled();
    await user.click(within(alert).getByRole("button", { name: "Load the newer one" }));
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
    expect(screen.getByRole("switch", { name: /^Process orders by themselves/ })).toBeChecked();
    expect(screen.getByRole("listitem", { name: "Payment method 1" })).toBeVisible();
    await user.click(screen.getByRole("switch", { name: /^Process orders by themselves/ }));
    await user.click(screen.getByRole("button", { name: "Save policy" }));
    await screen.findByText("The policy counts from the next order on");
  });

  it("maps payment methods by the keyboard, and says what is wrong before it is saved", async () => {
    const { user, asked } = renderApp("/settings/connections/1");
    // Within its part: by role, the whole page takes its time.
    const part = within(await screen.findByRole("group", { name: "Payments" }));
    const save = screen.getByRole("button", { name: "Save policy" });
    await user.click(part.getByRole("button", { name: "Add a payment method" }));
    const row = (n: number) => within(part.getByRole("listitem", { name: `Payment method ${n}` }));
    expect(row(1).getByLabelText("The channel's word")).toHaveFocus();
    await user.keyboard("qris");
    await user.click(save);
    expect(row(1).getByRole("combobox", { name: "Payment method in the books" })).toHaveAccessibleDescription(
      "Write the payment method",
    );
    expect(row(1).getByRole("combobox", { name: "Payment method in the books" })).toHaveFocus();
    await user.keyboard("Bank transfer");
    await user.click(part.getByRole("button", { name: "Add a payment method" }));
    await user.keyboard("qris{Tab}Cash");
    await user.click(screen.getByRole("button", { name: "Dry run on the last 7 days" }));
    expect(row(2).getByLabelText("The channel's word")).toHaveAccessibleDescription("This word has a row already");
    expect(asked.some((r) => r.method !== "GET")).toBe(false);

    await user.clear(row(2).getByLabelText("The channel's word"));
    await user.click(part.getByRole("button", { name: "Add a payment method" }));
    await user.click(row(3).getByRole("button", { name: "Remove payment method 3" }));
    expect(part.getByRole("button", { name: "Add a payment method" })).toHaveFocus();
    await user.click(part.getByRole("combobox", { name: "A payment whose method is not in this list" }));
    await user.keyboard("{ArrowDown}{Enter}");
    await user.click(save);
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
