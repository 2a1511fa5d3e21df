import { Link } from "@tanstack/react-router";

import type { LogEntry } from "@/lib/types";
import { operationLabel, syncTypeLabel } from "@/lib/words";

import classes from "./entry-list.module.css";
import { CodeBadge } from "./ui/badge";
import { When } from "./ui/when";
import { t } from "./words";

/** Entries about one thing, newest first, each a link to its full page. */
export function EntryList({ entries, label, current }: { entries: LogEntry[]; label: string; current?: string }) {
  if (entries.length === 0) return <p className="quiet">{t("nothing_yet")}</p>;
  return (
    <ol className={classes.list} aria-label={label}>
      {entries.map((entry) => (
        <li key={entry.id} className={classes.entry} data-current={entry.id === current || undefined}>
          <div className={classes.head}>
            <Link to="/logs/$id" params={{ id: entry.id }}>
              {operationLabel(entry.operation)}
            </Link>
            <CodeBadge code={entry.code} reason={entry.reason} />
            {entry.resolved && entry.code >= 400 && <span className="quiet">{t("resolved")}</span>}
            <span className={`quiet ${classes.meta}`}>
              {syncTypeLabel(entry.sync_type)}
              {entry.actor ? ` · ${entry.actor}` : ""} · <When at={entry.at} />
            </span>
          </div>
          <p className={classes.message}>{entry.message}</p>
        </li>
      ))}
    </ol>
  );
}
