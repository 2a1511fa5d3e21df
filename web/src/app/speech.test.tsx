import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { pretendApi } from "@/testing/pretend-api";
import { renderApp } from "@/testing/render-app";

describe("the language of the pages", () => {
  it("is chosen in the rail, kept for the member, and asked of the hub", async () => {
    const { user, asked } = renderApp("/status");
    await screen.findByRole("heading", { name: "Status" });
    await screen.findAllByText(/ orders?$/);
    await user.selectOptions(screen.getByRole("combobox", { name: "Language" }), "Bahasa Indonesia");
    await screen.findByRole("link", { name: /^Laporan/ });
    expect(document.documentElement.lang).toBe("id");
    expect(localStorage.getItem("tillbridge-language")).toBe("id");
    const write = asked.find((r) => r.method === "PATCH");
    expect(await write?.json()).toEqual({ language: "id" });
    await waitFor(() => expect(asked.at(-1)?.headers.get("Accept-Language")).toBe("id"));
    await user.selectOptions(screen.getByRole("combobox", { name: "Bahasa" }), "English");
    await screen.findByRole("link", { name: /^Report/ });
    expect(document.documentElement.lang).toBe("en");
  });

  it("is the member's own, whatever the browser's", async () => {
    renderApp("/orders?tab=all", pretendApi({ language: "id" }));
    const table = await screen.findByRole("table", { name: "Pesanan: Semua" });
    expect(within(table).getByRole("columnheader", { name: "Pembeli" })).toBeVisible();
    expect(within(table).getAllByText(/^Rp\s[\d.]+$/).length).toBeGreaterThan(0);
  });

  it("can be chosen before sign-in, and nothing is written then", async () => {
    const { user, asked } = renderApp("/sign-in", pretendApi({ signedIn: false }));
    await user.selectOptions(await screen.findByRole("combobox", { name: "Language" }), "Bahasa Indonesia");
    await screen.findByRole("heading", { name: "Masuk ke Tillbridge" });
    expect(localStorage.getItem("tillbridge-language")).toBe("id");
    expect(asked.filter((r) => r.method !== "GET")).toEqual([]);
  });

  it("keeps what stands in the address over a change", async () => {
    const { user, router } = renderApp("/logs?errors_only=1&code=422");
    await screen.findByRole("table", { name: "Entries of the sync log" });
    await user.selectOptions(screen.getByRole("combobox", { name: "Language" }), "Bahasa Indonesia");
    await screen.findByRole("table", { name: "Entri log sinkronisasi" });
    expect(router.state.location.href).toBe("/logs?errors_only=1&code=422");
    expect(screen.getByRole("switch", { name: "Error saja" })).toBeChecked();
  });
});
