import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { pretendApi } from "@/testing/pretend-api";
import { renderApp } from "@/testing/render-app";

describe("webhook endpoints", () => {
  it("are made with the types chosen, and show their secret once", async () => {
    const { user, asked } = renderApp("/settings/webhooks");
    await user.type(await screen.findByLabelText("Address"), "https://books.example.com/in");
    await user.click(screen.getByRole("checkbox", { name: "order.held" }));
    await user.click(screen.getByRole("button", { name: "Make the endpoint" }));
    await screen.findByText("whsec_pretend");
    const write = asked.find((r) => r.method === "POST");
    expect(await write?.json()).toMatchObject({ url: "https://books.example.com/in", types: ["order.held"] });
  });

  it("can be looked at by operators, and changed by owners only", async () => {
    renderApp("/settings/webhooks", pretendApi({ role: "operator" }));
    await screen.findByRole("link", { name: "https://erp.example.com/hooks" });
    expect(screen.queryByRole("button", { name: "Make the endpoint" })).not.toBeInTheDocument();
  });

  it("keep address and types when they are disabled", async () => {
    const { user, asked } = renderApp("/settings/webhooks/1");
    await user.click(await screen.findByRole("button", { name: "Disable" }));
    await screen.findByRole("button", { name: "Enable" });
    const write = asked.find((r) => r.method === "PUT");
    expect(await write?.json()).toEqual({
      url: "https://erp.example.com/hooks",
      description: "",
      types: ["order.created"],
      state: "disabled",
    });
  });

  it("show what a test was answered", async () => {
    const { user } = renderApp("/settings/webhooks/1");
    await user.click(await screen.findByRole("button", { name: "Send a test" }));
    expect(await screen.findByRole("group", { name: "The answer" })).toHaveTextContent("thank you");
  });

  it("are sent again what they missed since a day in the shop's zone", async () => {
    const { user, asked } = renderApp("/settings/webhooks/1");
    await user.click(await screen.findByRole("button", { name: "Send missed ones" }));
    const dialog = await screen.findByRole("dialog");
    await user.click(within(dialog).getByRole("button", { name: "Send again" }));
    await screen.findByText("10 deliveries are sent again");
    const write = asked.find((r) => r.url.endsWith("/recover"));
    expect(await write?.json()).toEqual({ since: expect.stringMatching(/T17:00:00Z$/) as string, all: false });
  });
});

describe("an endpoint that is being deleted", () => {
  it("is not asked about when the live stream tells of it before the page has moved on", async () => {
    let tell: (event: Event) => void = () => undefined;
    class Stream {
      addEventListener(_: string, listen: (event: Event) => void) {
        tell = listen;
      }
      close() {}
    }
    vi.stubGlobal("EventSource", Stream);
    const hub = pretendApi();
    let answer: () => void = () => undefined;
    const { user, router, asked } = renderApp("/settings/webhooks/1", {
      ...hub,
      handle: async (request) => {
        const done = await hub.handle(request);
        if (request.method === "DELETE") await new Promise<void>((resolve) => (answer = resolve));
        return done;
      },
    });
    await user.click(await screen.findByRole("button", { name: "Delete" }));
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Delete" }));
    await waitFor(() => expect(asked.some((r) => r.method === "DELETE")).toBe(true));
    const before = asked.length;
    act(() => tell(new MessageEvent("change", { data: '["webhooks", "status"]' })));
    await waitFor(() => expect(asked.length).toBeGreaterThan(before));
    answer();
    await waitFor(() => expect(router.state.location.pathname).toBe("/settings/webhooks"));
    const since = asked.slice(before).map((r) => new URL(r.url).pathname);
    expect(since.filter((path) => path.startsWith("/api/v1/webhooks/"))).toEqual([]);
  });
});

describe("deliveries", () => {
  it("say what they are about, and are found by it", async () => {
    const { user, router } = renderApp("/settings/webhooks/1");
    const table = await screen.findByRole("table", { name: "Deliveries" });
    expect(within(table).getByText("#599")).toBeInTheDocument();
    await user.type(screen.getByPlaceholderText("Whole number ( / )"), "#598");
    await waitFor(() => expect(router.state.location.search).toEqual({ reference: "#598" }));
    await waitFor(() => expect(within(screen.getByRole("table")).getAllByRole("row")).toHaveLength(2));
  });

  it("open beside the list with every answer, and go out again with r", async () => {
    const { user, router, asked } = renderApp("/settings/webhooks/1?state=failed");
    const table = await screen.findByRole("table", { name: "Deliveries" });
    await user.click(within(table).getAllByRole("link")[0]!);
    const drawer = await screen.findByRole("dialog", { name: "Delivery" });
    await within(drawer).findByText("The endpoint answered 500.");
    await user.keyboard("j");
    await waitFor(() => expect(router.state.location.search).toMatchObject({ delivery: "592" }));
    await user.keyboard("r");
    await screen.findByText("It is sent again");
    expect(asked.some((r) => r.url.endsWith("/deliveries/592/replay"))).toBe(true);
  });

  it("offers operators no way to send again", async () => {
    const { user, asked } = renderApp("/settings/webhooks/1", pretendApi({ role: "operator" }));
    const table = await screen.findByRole("table", { name: "Deliveries" });
    await user.click(within(table).getAllByRole("link")[0]!);
    const drawer = await screen.findByRole("dialog", { name: "Delivery" });
    await within(drawer).findByText("What is sent");
    expect(within(drawer).queryByRole("button", { name: "Send again" })).not.toBeInTheDocument();
    await user.keyboard("r");
    expect(asked.some((r) => r.method === "POST")).toBe(false);
  });
});
