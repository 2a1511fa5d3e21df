import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { type PretendApi, pretendApi } from "@/testing/pretend-api";
import { renderApp } from "@/testing/render-app";

const openLog = async (address: string) => {
  const app = renderApp(address);
  const table = await screen.findByRole("table", { name: "Entries of the sync log" });
  return { ...app, table };
};

describe("actions on the log", () => {
  it("on chosen rows are about these and no others", async () => {
    const { user, table, asked } = await openLog("/logs?errors_only=1&hide_resolved=1");
    const boxes = within(table).getAllByRole("checkbox", { name: "Select this row" });
    await user.click(boxes[0]!);
    await user.click(boxes[1]!);
    const bar = screen.getByRole("toolbar", { name: "Actions on the selected entries" });
    within(bar).getByText("2 entries selected");
    await user.click(within(bar).getByRole("button", { name: "Mark resolved" }));
    const dialog = await screen.findByRole("dialog", { name: "Mark resolved" });
    await within(dialog).findByText(/^2 to do\./);
    await user.click(within(dialog).getByRole("button", { name: "Mark resolved" }));
    await within(dialog).findByText("Done: 2 of 2, 2 went through, 0 failed");
    const start = asked.find((r) => r.method === "POST" && r.url.endsWith("/bulk"));
    const body = (await start?.json()) as { entries: { ids: string[] } };
    expect(body.entries.ids).toHaveLength(2);
  });

  it.each([
    ["orders", /^create_order,convert_order_to_invoice,/, undefined],
    ["errors", undefined, true],
  ])("on all that match of the tab %s ask for what the tab shows", async (tab, operations, errors) => {
    const { user, asked } = await openLog(`/logs?tab=${tab}`);
    await user.click(screen.getByRole("button", { name: "Act on all that match" }));
    const bar = screen.getByRole("toolbar", { name: "Actions on the selected entries" });
    await user.click(within(bar).getByRole("button", { name: "Mark resolved" }));
    const dialog = await screen.findByRole("dialog", { name: "Mark resolved" });
    await within(dialog).findByRole("list", { name: "What matches" });
    const preview = asked.find((r) => r.url.endsWith("/bulk/preview"));
    const { entries } = (await preview?.json()) as { entries: Record<string, unknown> };
    expect(entries.tab).toBeUndefined();
    expect(entries.errors_only).toBe(errors);
    if (operations) expect(entries.operation).toMatch(operations);
  });

  it("cannot be started when nobody could say what they would do", async () => {
    const hub = pretendApi();
    const refusing: PretendApi = {
      ...hub,
      handle: (request) =>
        request.url.endsWith("/bulk/preview")
          ? Promise.resolve(new Response(JSON.stringify({ title: "No", status: 422, detail: "No." }), { status: 422 }))
          : hub.handle(request),
    };
    const { user } = renderApp("/logs", refusing);
    await user.click(await screen.findByRole("button", { name: "Act on all that match" }));
    const bar = screen.getByRole("toolbar", { name: "Actions on the selected entries" });
    await user.click(within(bar).getByRole("button", { name: "Mark resolved" }));
    const dialog = await screen.findByRole("dialog", { name: "Mark resolved" });
    await within(dialog).findByRole("alert");
    expect(within(dialog).getByRole("button", { name: "Mark resolved" })).toBeDisabled();
  });

  it("on all that match take the filters, can be stopped, and are in the rail until they are looked at", async () => {
    const { user, asked } = await openLog("/logs?operation=create_invoice");
    await user.click(screen.getByRole("button", { name: "Act on all that match" }));
    const bar = screen.getByRole("toolbar", { name: "Actions on the selected entries" });
    within(bar).getByText("All entries that match the filters");
    await user.click(within(bar).getByRole("button", { name: "Run again with what is stored" }));
    const dialog = await screen.findByRole("dialog", { name: "Run again with what is stored" });
    await within(dialog).findByRole("list", { name: "What matches" });
    await user.click(within(dialog).getByRole("button", { name: "Run again with what is stored" }));
    const start = asked.find((r) => r.method === "POST" && r.url.endsWith("/bulk"));
    expect(await start?.json()).toEqual({ kind: "rerun_stored", entries: { operation: "create_invoice" } });
    await user.click(await within(dialog).findByRole("button", { name: "Stop" }));
    const told = await within(dialog).findByText(/^Stopped: \d+ of \d+/);
    const [, done, all] = /(\d+) of (\d+)/.exec(told.textContent ?? "") ?? [];
    expect(Number(done)).toBeLessThan(Number(all));
    const close = within(dialog).getAllByRole("button", { name: "Close" }).at(-1)!;
    await user.click(close);
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
    await user.click(await screen.findByRole("link", { name: /^Report/ }));
    const work = await screen.findByRole("region", { name: "Actions at work" });
    await user.click(within(work).getByRole("button", { name: /Stopped/ }));
    const again = await screen.findByRole("dialog", { name: "Run again with what is stored" });
    await user.click(within(again).getAllByRole("button", { name: "Close" }).at(-1)!);
    await waitFor(() => expect(work).not.toBeInTheDocument());
  });
});
