import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { pretendApi } from "@/testing/pretend-api";
import { renderApp } from "@/testing/render-app";

describe("removing a shop", () => {
  it("asks for its name and a reason, and takes it out of the list", async () => {
    const { user, router, asked } = renderApp("/settings/connections/1");
    await user.click(await screen.findByRole("button", { name: "Remove this shop" }));
    const dialog = await screen.findByRole("dialog", { name: "Remove Rani Crafts" });
    const confirm = within(dialog).getByRole("button", { name: "Remove the shop" });
    const removals = () => asked.filter((request) => request.url.endsWith("/connections/1/remove"));
    await user.type(within(dialog).getByLabelText("Type the shop's name: Rani Crafts"), "Rani Craft");
    await user.click(confirm);
    await within(dialog).findByText(/reason/i, { selector: ".mantine-InputWrapper-error" });
    await user.type(within(dialog).getByRole("textbox", { name: "Reason" }), "sold");
    await user.click(confirm);
    await within(dialog).findByText("This is not the shop's name");
    expect(removals()).toHaveLength(0);
    await user.type(within(dialog).getByLabelText("Type the shop's name: Rani Crafts"), "s");
    await user.click(confirm);
    await waitFor(() => expect(router.state.location.pathname).toBe("/settings/connections"));
    expect(await removals()[0]?.json()).toEqual({ reason: "sold" });
    await screen.findByRole("link", { name: "Rani Official Store" });
    expect(screen.queryByRole("link", { name: "Rani Crafts" })).not.toBeInTheDocument();
  });

  it("is for owners", async () => {
    renderApp("/settings/connections/1", pretendApi({ role: "operator" }));
    await screen.findByRole("heading", { name: "Rani Crafts" });
    expect(screen.queryByRole("button", { name: "Remove this shop" })).not.toBeInTheDocument();
  });
});
