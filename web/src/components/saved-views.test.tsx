import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { makeSession } from "@/testing/factories";
import { problem } from "@/testing/pretend-answer";
import { type PretendApi, pretendApi } from "@/testing/pretend-api";
import { renderApp } from "@/testing/render-app";

const member = makeSession().user.id;
const inBrowser = (page: string) => localStorage.getItem(`tillbridge-views-${page}-${member}`);

/** The views that the hub has, asked of it directly. */
async function kept(hub: PretendApi): Promise<{ name: string; address: string }[]> {
  const answer = await hub.handle(new Request("http://hub.test/api/v1/session/views"));
  return ((await answer.json()) as { items: { name: string; address: string }[] }).items;
}

/** A hub that refuses some requests about views. */
function refusing(hub: PretendApi, refuses: (request: Request) => boolean): PretendApi {
  return {
    ...hub,
    handle: (request) =>
      request.url.includes("/session/views") && refuses(request)
        ? Promise.resolve(problem(422, "There is no room for one more."))
        : hub.handle(request),
  };
}

async function openEditor(hub: PretendApi, address = "/logs?code=422") {
  const app = renderApp(address, hub);
  await screen.findByRole("table", { name: "Entries of the sync log" });
  await app.user.click(screen.getByRole("button", { name: "Views" }));
  await app.user.click(await screen.findByRole("menuitem", { name: "Save or remove views" }));
  return { ...app, dialog: await screen.findByRole("dialog", { name: "Save or remove views" }) };
}

describe("saved views", () => {
  it("are kept by the hub, and those of other pages are not shown", async () => {
    const hub = pretendApi();
    const { user, dialog } = await openEditor(hub);
    await user.type(within(dialog).getByLabelText("Name of the present filters"), "To link{Enter}");
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
    expect(await kept(hub)).toEqual([{ page: "/logs", name: "To link", address: "/logs?code=422" }]);
    expect(inBrowser("logs")).toBeNull();
  });

  it("that the hub refuses are taken back, with what it says", async () => {
    const { user, dialog } = await openEditor(refusing(pretendApi(), (request) => request.method === "PUT"));
    await user.type(within(dialog).getByLabelText("Name of the present filters"), "One more{Enter}");
    await within(dialog).findByText("There is no room for one more.");
    await within(dialog).findByText("No view is saved yet");
  });

  it("are shown before the hub has answered", async () => {
    const hub = pretendApi();
    let answer = () => {};
    const slow: PretendApi = {
      ...hub,
      handle: async (request) => {
        if (request.method === "PUT") await new Promise<void>((resolve) => (answer = resolve));
        return hub.handle(request);
      },
    };
    const { user, dialog } = await openEditor(slow);
    await user.type(within(dialog).getByLabelText("Name of the present filters"), "At once{Enter}");
    await within(dialog).findByRole("button", { name: "Remove At once" });
    expect(await kept(hub)).toEqual([]);
    answer();
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
  });

  it("that cannot be loaded can be asked for again", async () => {
    let down = true;
    const { user, dialog } = await openEditor(refusing(pretendApi(), () => down));
    const again = await within(dialog).findByRole("button", { name: "Try again" });
    down = false;
    await user.click(again);
    await within(dialog).findByText("No view is saved yet");
  });

  it("that this browser has kept are taken over once, under a free name, and gone from it", async () => {
    const hub = pretendApi();
    const headers = { "X-Tillbridge": "1" };
    const body = JSON.stringify({ name: "To link", address: "/logs?tab=errors" });
    await hub.handle(new Request("http://hub.test/api/v1/session/views", { method: "PUT", headers, body }));
    localStorage.setItem(
      `tillbridge-views-logs-${member}`,
      JSON.stringify([
        { name: "To link", search: "?code=422" },
        { name: "All", search: "" },
      ]),
    );
    localStorage.setItem(`tillbridge-views-orders-${member}`, JSON.stringify([{ name: "Held", search: "?held=1" }]));
    localStorage.setItem("tillbridge-views-logs-somebody-else", "[]");
    const { dialog, asked } = await openEditor(hub);
    await within(dialog).findByRole("button", { name: "Remove To link (2)" });
    expect((await kept(hub)).map(({ name, address }) => `${name} ${address}`)).toEqual([
      "All /logs",
      "Held /orders?held=1",
      "To link /logs?tab=errors",
      "To link (2) /logs?code=422",
    ]);
    expect([inBrowser("logs"), inBrowser("orders")]).toEqual([null, null]);
    expect(localStorage.getItem("tillbridge-views-logs-somebody-else")).toBe("[]");
    expect(asked.filter((request) => request.method === "PUT")).toHaveLength(3);
  });

  it("that the hub does not take over stay in this browser", async () => {
    const views = JSON.stringify([{ name: "To link", search: "?code=422" }]);
    localStorage.setItem(`tillbridge-views-logs-${member}`, views);
    const { dialog } = await openEditor(refusing(pretendApi(), (request) => request.method === "PUT"));
    await within(dialog).findByText("No view is saved yet");
    expect(inBrowser("logs")).toBe(views);
  });

  it("in this browser that cannot be read harm nobody", async () => {
    localStorage.setItem(`tillbridge-views-logs-${member}`, "{not json");
    const { dialog } = await openEditor(pretendApi());
    await within(dialog).findByText("No view is saved yet");
  });
});
