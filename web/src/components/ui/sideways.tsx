import type { ReactNode } from "react";

import classes from "./sideways.module.css";

/** Holds what may be wider than its place. It scrolls sideways there, by keyboard as well, so it needs a name. */
export function Sideways({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={[classes.scroll, className].filter(Boolean).join(" ")} tabIndex={0} role="group" aria-label={label}>
      {children}
    </div>
  );
}
