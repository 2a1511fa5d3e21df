// First, since it names the layers in their order.
import "./app/app.css";
import "@mantine/core/styles.layer.css";
import "@mantine/notifications/styles.layer.css";

import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { Providers } from "./app/providers";
import { makeRouter } from "./app/router";
import { sessionQuery } from "./lib/queries";
import { makeQueryClient } from "./lib/query-client";
import { shareStyleNonce } from "./lib/style-nonce";

const queryClient = makeQueryClient(() => {
  const { location } = router.state;
  if (location.pathname === "/sign-in" || location.pathname === "/welcome") return;
  queryClient.setQueryData(sessionQuery.queryKey, null);
  void router.navigate({ to: "/sign-in", search: { next: location.href } });
});
const router = makeRouter(queryClient);

shareStyleNonce();

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

createRoot(root).render(
  <StrictMode>
    <Providers queryClient={queryClient}>
      <RouterProvider router={router} />
    </Providers>
  </StrictMode>,
);
