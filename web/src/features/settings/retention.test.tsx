import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { json } from "@/testing/pretend-answer";
import { pretendApi } from "@/testing/pretend-api";
import { renderApp } from "@/testing/render-app";

// The page comes when it is asked for; loaded here, so that no test waits for it.
import "./account-section";

const log = () => screen.findByLabelText("Entries of the log, in days");
const exchange = () => screen.getByLabelText("Requests and answers, in days");
const save = () => screen.getByRole("button", { name: "Save" });

describe("the retention", () => {
  it("is longer at once, and shorter only after one has seen what goes", async () => {
    const { user, asked } = renderApp("/settings/account");
    await user.clear(await log());
    await user.type(await log(), "365");
    await user.click(save());
    await screen.findByText("by an owner of this account");
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();

    await user.click(within(screen.getByRole("group", { name: /^Entries of the log/ })).getByText("30 days"));
    await user.click(within(screen.getByRole("group", { name: /^Requests and answers/ })).getByText("7 days"));
    await screen.findByText("6,000 entries and 920 requests with their answers would be deleted.");
    await user.click(save());
    const dialog = await screen.findByRole("dialog", { name: "Keep less of the log?" });
    await within(dialog).findByText(/^6,000 entries and 920 requests .* cannot be undone\.$/);
    const puts = () => asked.filter((r) => r.method === "PUT");
    expect(puts()).toHaveLength(1);

    await user.click(within(dialog).getByRole("button", { name: "Delete and keep less" }));
    await screen.findByText("3,000 entries and 280 requests with their answers");
    expect(await puts()[1]?.json()).toEqual({ log_days: 30, exchange_days: 7 });
    expect(save()).toBeDisabled();
  });

  it("says at the field what cannot stand, and asks for nothing then", async () => {
    const { user, asked } = renderApp("/settings/account");
    await user.clear(await log());
    await user.type(await log(), "6");
    expect(await log()).toBeInvalid();
    expect(await log()).toHaveAccessibleDescription(/From 7 to 3,650 days/);
    expect(save()).toBeDisabled();
    await user.clear(await log());
    await user.type(await log(), "20");
    expect(await log()).toBeValid();
    expect(exchange()).toHaveAccessibleDescription(/From 1 to 20 days/);
    expect(asked.some((r) => r.method === "PUT" || r.url.includes("preview"))).toBe(false);
  });

  it("shows at its field what the hub refuses", async () => {
    const hub = pretendApi();
    const refusing = {
      ...hub,
      handle: (request: Request) =>
        request.method === "PUT"
          ? Promise.resolve(
              json({ status: 422, errors: [{ location: "body.log_days", message: "is more than fits" }] }, 422),
            )
          : hub.handle(request),
    };
    const { user } = renderApp("/settings/account", refusing);
    await user.clear(await log());
    await user.type(await log(), "400");
    await user.click(save());
    await screen.findByText("is more than fits");
    expect(await log()).toBeInvalid();
    const part = within(screen.getByRole("region", { name: "Retention" }));
    expect(part.queryByRole("alert")).not.toBeInTheDocument();
  });

  it("goes back to what the program says", async () => {
    const { user } = renderApp("/settings/account");
    expect(await screen.findByText(/^by nobody yet/)).toBeVisible();
    expect(screen.queryByRole("button", { name: /^As the program says/ })).not.toBeInTheDocument();
    await user.clear(await log());
    await user.type(await log(), "100");
    await user.click(save());
    await user.click(await screen.findByRole("button", { name: "As the program says: 90 and 30 days" }));
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Delete and keep less" }));
    expect(await screen.findByText(/^by nobody yet/)).toBeVisible();
    expect(await log()).toHaveValue("90");
  });

  it.each(["viewer", "operator"] as const)("is only shown to a %s", async (role) => {
    renderApp("/settings/account", pretendApi({ role }));
    await screen.findByText("Owners of the account can change this.");
    expect(screen.getByText("90 days")).toBeVisible();
    expect(screen.getByText("9,000 entries and 1,200 requests with their answers")).toBeVisible();
    expect(screen.queryByLabelText("Entries of the log, in days")).not.toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Save" })).not.toBeInTheDocument();
  });
});
