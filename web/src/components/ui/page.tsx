import type { ReactNode } from "react";

import classes from "./page.module.css";

interface PageProps {
  title: string;
  /** Beside the title: counts, a line of words. */
  aside?: ReactNode;
  actions?: ReactNode;
  /** The page keeps to the window's height and its table scrolls. */
  fill?: boolean;
  children: ReactNode;
}

/** A page behind sign-in: its name in the tab and as the one h1, its actions, its content. */
export function Page({ title, aside, actions, fill, children }: PageProps) {
  return (
    <div className={fill ? `${classes.page} ${classes.fill}` : classes.page}>
      <title>{`${title} · Tillbridge`}</title>
      <div className={classes.head}>
        {/* Focused after a move to another page, so that a screen reader says where one is. */}
        <h1 className={classes.title} tabIndex={-1} data-page-title>
          {title}
        </h1>
        {aside && <div className={classes.aside}>{aside}</div>}
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  );
}

/** A titled block on a page. */
export function Section({
  title,
  aside,
  children,
  id,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
  id?: string;
}) {
  return (
    <section className={classes.section} aria-label={title} id={id}>
      <div className={classes.sectionHead}>
        <h2 className={classes.sectionTitle}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
