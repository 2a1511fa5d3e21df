import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { pretendApi } from "@/testing/pretend-api";
import { renderApp } from "@/testing/render-app";

describe("the audit trail", () => {
  it("narrows to what the address says, and to one person with a click", async () => {
    const { user, router } = renderApp("/settings/audit?action=void_document");
    const table = await screen.findByRole("table", { name: "Audit trail" });
    expect(within(table).queryByText("Signed in")).not.toBeInTheDocument();
    expect(within(table).getAllByText("Voided a document").length).toBeGreaterThan(2);
    await user.click(within(table).getAllByRole("link", { name: "dewi@example.com" })[0]!);
    await waitFor(() =>
      expect(router.state.location.search).toEqual({ action: "void_document", actor: "dewi@example.com" }),
    );
  });

  it("asks for days in the shop's zone, and pages by cursor", async () => {
    const { user, asked } = renderApp("/settings/audit?from=2020-01-01");
    await screen.findByText("50 lines loaded");
    await user.click(screen.getByRole("button", { name: "Load more" }));
    await screen.findByText("60 lines, that is all");
    const queries = asked.filter((r) => r.url.includes("/audit?")).map((r) => new URL(r.url).searchParams);
    expect(queries[0]?.get("from")).toBe("2019-12-31T17:00:00Z");
    expect(queries.some((query) => query.get("cursor") === "50")).toBe(true);
  });

  it("is for owners", async () => {
    renderApp("/settings/audit", pretendApi({ role: "operator" }));
    await screen.findByText("This page is for owners");
  });
});
