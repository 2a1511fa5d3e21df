import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { HoldBadge } from "./hold-badge";

const show = (code: number, reason: string) =>
  render(
    <MantineProvider>
      <HoldBadge code={code} reason={reason} />
    </MantineProvider>,
  );

describe("what holds an order", () => {
  it("is no outcome when it only waits to be let through", () => {
    show(200, "pending");
    expect(screen.getByText("Waits to be let through")).toBeVisible();
    expect(screen.queryByText("200")).toBeNull();
  });

  it("is its code and word otherwise", () => {
    show(422, "sku_not_linked");
    expect(screen.getByText("422")).toBeVisible();
  });
});
