import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";

import { renderApp } from "@/testing/render-app";

it.each([
  ["/orders?tab=all", "/api/v1/orders"],
  ["/logs", "/api/v1/logs"],
  ["/documents/invoices", "/api/v1/documents/invoices"],
  ["/report", "/api/v1/report"],
])("%s can be narrowed to the channel its orders were placed at", async (address, path) => {
  const { user, router, asked } = renderApp(address);
  await user.selectOptions(await screen.findByLabelText("Channel"), "Tokopedia");
  await waitFor(() => expect(router.state.location.searchStr).toContain("channel=tokopedia"));
  await waitFor(() =>
    expect(
      asked.some((r) => new URL(r.url).pathname === path && new URL(r.url).searchParams.get("channel") === "tokopedia"),
    ).toBe(true),
  );
});

it("gives a shop with two channels two rows in the report, each opening its own entries", async () => {
  renderApp("/report");
  const row = await screen.findByRole("row", { name: /Rani Official Store · Tokopedia/ });
  expect(within(row).getAllByRole("link").at(-1)).toHaveAttribute(
    "href",
    expect.stringMatching(/connection=2&channel=tokopedia|channel=tokopedia.*connection=2/),
  );
  expect(screen.getByRole("row", { name: /Rani Official Store · Shopee/ })).toBeVisible();
});
