import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { pretendApi } from "@/testing/pretend-api";
import { renderApp } from "@/testing/render-app";

describe("the app", () => {
  it("sends who is not signed in to sign in, and then on to where they wanted", async () => {
    const { user, router } = renderApp("/orders?tab=errors", pretendApi({ signedIn: false }));
    await screen.findByRole("heading", { name: "Sign in to Tillbridge" });
    await user.type(screen.getByLabelText("Email"), "rani@example.com");
    await user.type(screen.getByLabelText("Password"), "correct-horse");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    await waitFor(() => expect(router.state.location.href).toBe("/orders?tab=errors"));
  });

  it("never follows an address of another site after sign-in", async () => {
    const { router } = renderApp("/sign-in?next=//evil.example/");
    await screen.findByRole("heading", { name: "Sign in to Tillbridge" });
    expect(router.state.location.search).toEqual({});
  });

  it("shows three steps when no shop is connected", async () => {
    renderApp("/status", pretendApi({ empty: true }));
    const first = await screen.findByRole("heading", { name: "1. Try the sandbox or connect a shop" });
    expect(first.closest("li")).toHaveAttribute("aria-current", "step");
    expect(screen.getByRole("heading", { name: "2. Choose its policy" })).toBeVisible();
    expect(screen.getByRole("heading", { name: "3. Watch the first cycle" })).toBeVisible();
    await screen.findByRole("radio", { name: "WooCommerce" });
  });

  it("says that the hub cannot be reached, and tries again when asked", async () => {
    const { user, hub } = renderApp("/report");
    const working = hub.handle;
    await screen.findByRole("table", { name: /Transactions by connection/ });
    vi.stubGlobal("fetch", () => Promise.resolve(new Response("{}", { status: 400 })));
    await user.click(screen.getByRole("link", { name: /^Orders/ }));
    const retry = await screen.findByRole("button", { name: "Try again" });
    vi.stubGlobal("fetch", working);
    await user.click(retry);
    await screen.findByRole("table", { name: /^Orders/ });
  });
});
