import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { i18n, offer } from "@/lib/language";

offer("id", async () => (await import("./indonesian")).indonesian);

/** Draws everything below anew when the language changes, so that no text is left behind in the old one. */
export function Speech({ children }: { children: ReactNode }) {
  const { i18n: now } = useTranslation(undefined, { i18n });
  return <Fragment key={now.language}>{children}</Fragment>;
}
