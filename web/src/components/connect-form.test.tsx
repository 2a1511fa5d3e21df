import { screen } from "@testing-library/react";
import { expect, it } from "vitest";

import { renderApp } from "@/testing/render-app";

it("says over which channel one comes that has no connections of its own", async () => {
  renderApp("/settings/connections/new");
  await screen.findByRole("radio", { name: "Shopee" });
  expect(screen.queryByRole("radio", { name: "Tokopedia" })).not.toBeInTheDocument();
  expect(screen.getByText(/^Tokopedia comes through Shopee: connect its shop there/)).toBeVisible();
});
