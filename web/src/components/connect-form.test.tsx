import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";

import { renderApp } from "@/testing/render-app";

it("says over which channel one comes that has no connections of its own", async () => {
  renderApp("/settings/connections/new");
  await screen.findByRole("radio", { name: "Shopee" });
  expect(screen.queryByRole("radio", { name: "Tokopedia" })).not.toBeInTheDocument();
  expect(screen.getByText(/^Tokopedia comes through Shopee: connect its shop there/)).toBeVisible();
});

it("connects a shop paused, ends on its policy, and begins with Start", async () => {
  const { user, router, asked } = renderApp("/settings/connections/new");
  await user.click(await screen.findByRole("radio", { name: "Lazada" }));
  await user.type(screen.getByLabelText(/^Name/), "Rani Baru");
  await user.type(screen.getByLabelText(/^Seller id/), "77");
  await user.click(screen.getByRole("button", { name: "Connect Lazada" }));
  await screen.findByText(/Nothing of it is read before you start it/);
  const made = asked.find((r) => r.method === "POST" && r.url.endsWith("/connections"));
  expect(await made?.json()).toMatchObject({ paused: true });
  const steps = await screen.findByRole("list", { name: "First steps" });
  expect(within(steps).getByText("Choose its policy with the dry run")).toHaveAttribute("aria-current", "step");
  await user.click(await screen.findByRole("switch", { name: /^Process orders by themselves/ }));
  await user.click(screen.getByRole("button", { name: "Start" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/status"));
  const writes = asked.filter((r) => ["PUT", "POST"].includes(r.method)).map((r) => new URL(r.url).pathname);
  expect(writes.slice(-2).map((path) => path.split("/").at(-1))).toEqual(["policy", "resume"]);
});
