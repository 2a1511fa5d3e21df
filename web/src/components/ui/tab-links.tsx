import type { ReactNode } from "react";

import classes from "./tab-links.module.css";

/** Tabs that are addresses: plain links in a row, so that they open in a new window and go back. */
export function TabLinks({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav className={classes.tabs} aria-label={label}>
      {children}
    </nav>
  );
}
