import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";

import { colourSchemeManager } from "@/lib/colour-scheme";
import { styleNonce } from "@/lib/style-nonce";

import { Speech } from "./speech";
import { makeTheme } from "./theme";
import toasts from "./toasts.module.css";

export function Providers({ queryClient, children }: { queryClient: QueryClient; children: ReactNode }) {
  return (
    <QueryClientProvider client={queryClient}>
      <Speech>
        <Look>{children}</Look>
      </Speech>
    </QueryClientProvider>
  );
}

function Look({ children }: { children: ReactNode }) {
  const [theme] = useState(makeTheme);
  return (
    <MantineProvider
      theme={theme}
      colorSchemeManager={colourSchemeManager}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      {children}
      <Notifications position="top-center" limit={3} classNames={{ root: toasts.root }} />
    </MantineProvider>
  );
}
