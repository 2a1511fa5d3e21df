import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { pretendApi } from "@/testing/pretend-api";
import { renderApp } from "@/testing/render-app";

const someOrder = async (hub = pretendApi()) => {
  const answer = await hub.handle(new Request("http://hub/api/v1/orders?limit=1"));
  const { items } = (await answer.json()) as { items: { id: string }[] };
  return { hub, id: items[0]?.id ?? "" };
};

describe("running an order again", () => {
  it("takes one click", async () => {
    const { hub, id } = await someOrder();
    const { user, asked } = renderApp(`/orders/${id}`, hub);
    await user.click(await screen.findByRole("button", { name: "Run again with what is stored" }));
    const write = asked.find((r) => r.url.endsWith("/rerun"));
    expect(await write?.json()).toEqual({ verb: "stored" });
  });

  it("takes a written reason", async () => {
    const { hub, id } = await someOrder();
    const { user, asked } = renderApp(`/orders/${id}`, hub);
    await user.click(await screen.findByRole("button", { name: "With a reason …" }));
    const dialog = await screen.findByRole("dialog", { name: "Run again" });
    await user.click(within(dialog).getByRole("radio", { name: /^Run again with what is stored/ }));
    await user.type(within(dialog).getByLabelText("Reason"), "The price was wrong.");
    await user.click(within(dialog).getByRole("button", { name: "Run again" }));
    const write = asked.find((r) => r.url.endsWith("/rerun"));
    expect(await write?.json()).toEqual({ verb: "stored", reason: "The price was wrong." });
  });
});
