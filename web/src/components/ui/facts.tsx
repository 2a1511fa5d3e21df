import type { ReactNode } from "react";

import classes from "./facts.module.css";

/** Names and values in two columns. Values that are null, undefined or "" are left out with their name. */
export function Facts({ of }: { of: [name: string, value: ReactNode][] }) {
  const present = of.filter(([, value]) => value !== null && value !== undefined && value !== "" && value !== false);
  if (present.length === 0) return null;
  return (
    <dl className={classes.facts}>
      {present.map(([name, value]) => (
        <div key={name} className={classes.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
