// First, since it names the layers in their order.
import "./app/app.css";
import "@mantine/core/styles.layer.css";
import "@mantine/notifications/styles.layer.css";

import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { Providers } from "./app/providers";
import { makeRouter } from "./app/router";
import { browserLanguage, speak } from "./lib/language";
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

async function start(root: HTMLElement): Promise<void> {
  // Before the first paint, so that no page is seen in another language first. Where the words cannot be fetched it is English.
  await speak(browserLanguage()).catch(() => undefined);
  createRoot(root).render(
    <StrictMode>
      <Providers queryClient={queryClient}>
        <RouterProvider router={router} />
      </Providers>
    </StrictMode>,
  );
}

// Not awaited at the top: the bundler would take every module that pages share out of this file, and the first page would
// need twice as many.
void start(root);
