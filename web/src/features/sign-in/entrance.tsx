import type { ReactNode } from "react";

import { LanguageSwitch } from "@/components/language-switch";

import classes from "./entrance.module.css";

/** The plain frame of the pages before sign-in. */
export function Entrance({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={classes.page}>
      <title>{`${title} · Tillbridge`}</title>
      <div className={classes.card}>
        <img src="/favicon.svg" width={40} height={40} alt="" />
        <h1 className={classes.title}>{title}</h1>
        {children}
      </div>
      <LanguageSwitch signedIn={false} />
    </main>
  );
}
