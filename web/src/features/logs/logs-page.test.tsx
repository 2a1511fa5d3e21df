import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { pretendApi } from "@/testing/pretend-api";
import { renderApp } from "@/testing/render-app";

const openEntry = async (address: string, hub = pretendApi()) => {
  const app = renderApp(address, hub);
  const table = await screen.findByRole("table", { name: "Entries of the sync log" });
  return { ...app, table };
};

describe("the log", () => {
  it("asks the hub for what the address says", async () => {
    const { asked } = await openEntry("/logs?errors_only=1&code=422&from=2020-01-01");
    const request = asked.find((r) => new URL(r.url).pathname === "/api/v1/logs");
    const query = Object.fromEntries(new URL(request?.url ?? "").searchParams);
    expect(query).toMatchObject({ errors_only: "true", code: "422", from: "2019-12-31T17:00:00Z", limit: "50" });
  });

  it("opens an entry beside the list, walks on with j, and closes with Esc", async () => {
    const { user, router, table } = await openEntry("/logs?errors_only=1");
    const links = within(table).getAllByRole("link");
    await user.click(links[0]!);
    const drawer = await screen.findByRole("dialog", { name: "Entry" });
    await within(drawer).findByText("What to do:", { exact: false });
    const first = router.state.location.search as { entry?: string };
    await user.keyboard("j");
    await waitFor(() => expect((router.state.location.search as { entry?: string }).entry).not.toBe(first.entry));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog", { name: "Entry" })).not.toBeInTheDocument());
    expect(links[0]).toHaveFocus();
  });

  it("resolves the focused row with e, with the header that other sites cannot send", async () => {
    const { user, asked } = await openEntry("/logs?errors_only=1&hide_resolved=1");
    await user.keyboard("je");
    await screen.findByText("Marked resolved");
    const write = asked.find((r) => r.method === "POST");
    expect(write?.headers.get("X-Tillbridge")).toBe("1");
    expect(await write?.json()).toMatchObject({ action: "resolve" });
  });

  it("says that nothing was done to a row that is no failure", async () => {
    const { user } = await openEntry("/logs?code=200");
    await user.keyboard("je");
    await screen.findByText("Nothing was done");
    await screen.findByText("Left out: the entry is no failure.");
  });

  it("keeps the keys still while somebody types", async () => {
    const { user, asked } = await openEntry("/logs?errors_only=1");
    await user.keyboard("/");
    const box = screen.getByLabelText("Keyword");
    expect(box).toHaveFocus();
    await user.keyboard("re");
    expect(box).toHaveValue("re");
    expect(asked.some((r) => r.method === "POST")).toBe(false);
  });

  it("offers viewers nothing to change", async () => {
    const { table } = await openEntry("/logs", pretendApi({ role: "viewer" }));
    expect(within(table).queryByRole("checkbox")).not.toBeInTheDocument();
  });

  it("has tabs for the parts of the log, and asks the hub for their operations", async () => {
    const { user, asked } = await openEntry("/logs");
    const queries = () =>
      asked.filter((r) => new URL(r.url).pathname === "/api/v1/logs").map((r) => new URL(r.url).searchParams);
    await user.click(screen.getByRole("link", { name: "Inventory" }));
    await waitFor(() =>
      expect(queries().at(-1)?.get("operation")).toBe(
        "link_sku,inventory_update,inventory_sync,price_update,product_update",
      ),
    );
    const tabs = within(screen.getByRole("navigation", { name: "Parts of the log" }));
    expect(tabs.getAllByRole("link", { current: "page" }).map((tab) => tab.textContent)).toEqual(["Inventory"]);
    await user.click(screen.getByRole("link", { name: "Errors" }));
    await waitFor(() => expect(queries().at(-1)?.get("errors_only")).toBe("true"));
    expect(queries().at(-1)?.get("operation")).toBeNull();
    expect(screen.getByRole("link", { name: "Export CSV" })).toHaveAttribute(
      "href",
      "/api/v1/logs.csv?errors_only=true",
    );
  });

  it("keeps filters under a name, opens them again, and forgets them", async () => {
    const { user, router } = await openEntry("/logs?code=422&tab=errors");
    const views = () => user.click(screen.getByRole("button", { name: "Views" }));
    await views();
    await user.click(await screen.findByRole("menuitem", { name: "Save or remove views" }));
    await user.click(await screen.findByRole("button", { name: "Save view" }));
    await screen.findByText("Write a name");
    await user.type(screen.getByLabelText("Name of the present filters"), "To link{Enter}");
    await user.click(screen.getByRole("link", { name: "All" }));
    await waitFor(() => expect(router.state.location.searchStr).toBe("?code=422"));
    await views();
    await user.click(await screen.findByRole("menuitem", { name: "To link" }));
    await waitFor(() => expect(router.state.location.searchStr).toContain("tab=errors"));
    await views();
    await user.click(await screen.findByRole("menuitem", { name: "Save or remove views" }));
    await user.click(await screen.findByRole("button", { name: "Remove To link" }));
    await screen.findByText("No view is saved yet");
  });

  it("says when nothing matches, and how to get back", async () => {
    const { user } = renderApp("/logs?q=no-entry-has-this");
    await user.click(await screen.findByRole("button", { name: "Clear the filters" }));
    await screen.findByRole("table", { name: "Entries of the sync log" });
  });
});
