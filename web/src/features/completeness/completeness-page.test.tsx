import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { pretendApi } from "@/testing/pretend-api";
import { renderApp } from "@/testing/render-app";

const openGrid = async (address: string, hub = pretendApi()) => {
  const app = renderApp(address, hub);
  const grid = await screen.findByRole("table", { name: "Completeness by connection and day" });
  return { ...app, grid };
};

const place = (router: { state: { location: { search: unknown } } }) =>
  router.state.location.search as Record<string, string>;

describe("the completeness page", () => {
  it("shows each shop's days, newest first, with a word beside each colour", async () => {
    const { grid } = await openGrid("/completeness");
    const rows = within(grid).getAllByRole("row");
    expect(rows).toHaveLength(5);
    const shopee = within(grid).getByRole("row", { name: /Rani Official Store/ });
    const cells = within(shopee).getAllByRole("link");
    expect(cells).toHaveLength(7);
    expect(cells[1]).toHaveAccessibleName(/Unexplained$/);
    expect(cells[1]).toHaveTextContent(/\d+ of \d+/);
    expect(within(grid).getByText("Not proven yet")).toBeVisible();
  });

  it("tells in the cell why a day is open, and what open means", async () => {
    const { grid } = await openGrid("/completeness");
    const open = within(grid).getAllByRole("link", { name: /Open$/ })[0]!;
    expect(open).toHaveAccessibleName(/\d+ of \d+ \d+ held (\d+ \w+ )*\d+ complete Open$/);
    expect(screen.getByText(/^Orders wait and say for what/)).toBeVisible();
    expect(screen.getByText("A rule of yours leaves them out.")).toBeVisible();
  });

  it("is a list by day on a phone, the newest first, walked as it stands", async () => {
    const wide = window.matchMedia("");
    const media = vi
      .spyOn(window, "matchMedia")
      .mockImplementation((query) => ({ ...wide, matches: query.includes("max-width") }));
    try {
      const { user, router } = renderApp("/completeness");
      await screen.findByRole("region", { name: "Shops" });
      expect(screen.queryByRole("table", { name: /^Completeness/ })).not.toBeInTheDocument();
      const days = screen.getAllByRole("heading", { level: 2 });
      expect(days).toHaveLength(7);
      const first = within(days[0]!.closest("section")!).getAllByRole("link");
      expect(first).toHaveLength(4);
      await user.keyboard("jj");
      expect(first[1]).toHaveFocus();
      expect(first[1]).toHaveAccessibleName(/^Rani Official Store/);
      await user.click(first[1]!);
      await waitFor(() => expect(place(router).shop).toBe("2"));
    } finally {
      media.mockRestore();
    }
  });

  it("asks for thirty days when the address says so, and calls unseen ones not judged", async () => {
    const { grid, asked } = await openGrid("/completeness?days=30");
    const query = new URL(asked.find((r) => r.url.includes("/completeness?"))?.url ?? "").searchParams;
    const span = Date.parse(query.get("to") ?? "") - Date.parse(query.get("from") ?? "");
    expect(span / 86_400_000).toBe(29);
    expect(within(grid).getAllByText("Not judged yet").length).toBeGreaterThan(10);
  });

  it("opens a cell beside the grid with what is wrong in it, and gives the focus back", async () => {
    const { user, router, grid } = await openGrid("/completeness");
    const cell = within(grid).getAllByRole("link", { name: /Unexplained$/ })[0]!;
    await user.click(cell);
    const drawer = await screen.findByRole("dialog", { name: "Day of the ledger" });
    await within(drawer).findByText(/and it never came here/);
    expect(within(drawer).getByRole("link", { name: "Log entry" })).toHaveAttribute("href", "/logs/9001");
    await user.click(within(drawer).getByRole("link", { name: /^Complete/ }));
    await waitFor(() => expect(place(router).kind).toBe("complete"));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog", { name: "Day of the ledger" })).not.toBeInTheDocument());
    expect(cell).toHaveFocus();
  });

  it("checks a day, shows how far it is, and then what was healed", async () => {
    const { user, grid, asked } = await openGrid("/completeness");
    await user.click(within(grid).getAllByRole("link", { name: /Unexplained$/ })[0]!);
    const drawer = await screen.findByRole("dialog", { name: "Day of the ledger" });
    await user.click(await within(drawer).findByRole("button", { name: "Check now" }));
    await within(drawer).findByText("Holding orders against the books");
    await within(drawer).findByRole("link", { name: "Healed 1" });
    const write = asked.find((r) => r.method === "POST");
    const body = (await write?.json()) as Record<string, string>;
    expect(body.connection).toBe("2");
    expect(body.from).toBe(body.to);
  });

  it("checks all shops, and tells which one refused", async () => {
    const hub = pretendApi();
    await hub.handle(
      new Request("http://hub/api/v1/connections/3/pause", { method: "POST", headers: { "X-Tillbridge": "1" } }),
    );
    const { user } = await openGrid("/completeness", hub);
    await user.click(screen.getByRole("button", { name: "Check all now" }));
    await screen.findByText(/Rani Flagship is paused/);
    await screen.findByText("The check of 3 connections begins");
  });

  it("walks the cells with j and k", async () => {
    const { user, grid } = await openGrid("/completeness");
    const cells = within(grid).getAllByRole("link");
    await user.keyboard("jj");
    expect(cells[1]).toHaveFocus();
    await user.keyboard("k");
    expect(cells[0]).toHaveFocus();
  });

  it("offers viewers no check", async () => {
    await openGrid("/completeness", pretendApi({ role: "viewer" }));
    expect(screen.queryByRole("button", { name: /[Cc]heck/ })).not.toBeInTheDocument();
  });

  it("says where to begin when nothing is connected", async () => {
    renderApp("/completeness", pretendApi({ empty: true }));
    await screen.findByText("Nothing to compare yet");
  });

  it("shows a day on a page of its own, to send to a colleague", async () => {
    const { grid } = await openGrid("/completeness");
    const address =
      within(grid)
        .getAllByRole("link", { name: /Unexplained$/ })[0]!
        .getAttribute("href") ?? "";
    const day = new URL(address, "http://hub").searchParams.get("day") ?? "";
    renderApp(`/completeness/2/${day}?kind=held`);
    await screen.findByRole("heading", { level: 1, name: /Rani Official Store, / });
    // Once in the grid's legend, once on the page.
    await waitFor(() => expect(screen.getAllByText("They wait for something, and say for what.")).toHaveLength(2));
  });
});
