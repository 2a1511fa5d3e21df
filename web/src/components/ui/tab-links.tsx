import type { ReactNode } from "react";

import { useCurrentInView } from "@/lib/use-current-in-view";

import classes from "./tab-links.module.css";

/**
 * Tabs that are addresses: plain links in a row, so that they open in a new window and go back. Where a tab differs from another by a
 * word of the search alone, its link is active on an exact match only: the router counts one with less in its search as current, too.
 */
export function TabLinks({ label, children }: { label: string; children: ReactNode }) {
  const row = useCurrentInView<HTMLElement>();
  return (
    <nav ref={row} className={classes.tabs} aria-label={label}>
      {children}
    </nav>
  );
}
