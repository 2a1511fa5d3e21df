import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { vi } from "vitest";

import { Providers } from "@/app/providers";
import { makeRouter } from "@/app/router";
import { makeQueryClient } from "@/lib/query-client";

import { type PretendApi, pretendApi } from "./pretend-api";

/** The whole app at an address, with a pretend hub behind it. */
export function renderApp(address: string, hub: PretendApi = pretendApi()) {
  const asked: Request[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    asked.push(request.clone());
    return hub.handle(request);
  });
  const queryClient = makeQueryClient(() => undefined);
  const router = makeRouter(queryClient, createMemoryHistory({ initialEntries: [address] }));
  render(
    <Providers queryClient={queryClient}>
      <RouterProvider router={router} />
    </Providers>,
  );
  return { user: userEvent.setup(), router, hub, asked };
}
