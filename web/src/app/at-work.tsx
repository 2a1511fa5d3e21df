import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";

import { bulksQuery } from "@/lib/queries";
import type { BulkView } from "@/lib/types";
import { count, wordOf } from "@/lib/words";

import classes from "./at-work.module.css";
import { t } from "./words";

const BulkProgressDialog = lazy(() => import("@/components/bulk-progress"));

/**
 * The bulk actions at work, whatever page they were begun on, and those that ended while this page was open, until they are
 * looked at. Nothing when there are none.
 */
export function AtWork() {
  const { data = [] } = useQuery(bulksQuery);
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState<BulkView>();
  const running = data.filter((bulk) => bulk.state === "running").map((bulk) => bulk.id);
  const names = running.join(" ");
  useEffect(() => {
    if (names) setSeen((old) => new Set([...old, ...names.split(" ")]));
  }, [names]);

  const shown = data.filter((bulk) => bulk.state === "running" || seen.has(bulk.id));
  const close = (bulk: BulkView) => {
    setOpened(undefined);
    setSeen((old) => new Set([...old].filter((id) => id !== bulk.id || running.includes(id))));
  };
  if (shown.length === 0 && !opened) return null;
  return (
    <section className={classes.work} aria-label={t("at_work")}>
      {shown.map((bulk) => (
        <Work key={bulk.id} bulk={bulk} onOpen={() => setOpened(bulk)} />
      ))}
      {opened && (
        <Suspense>
          <BulkProgressDialog bulk={opened} onClose={() => close(opened)} />
        </Suspense>
      )}
    </section>
  );
}

function Work({ bulk, onOpen }: { bulk: BulkView; onOpen: () => void }) {
  const figures = { handled: count(bulk.done), all: count(bulk.total) };
  return (
    <button type="button" className={classes.one} onClick={onOpen}>
      <span>{wordOf("bulk", bulk.kind)}</span>
      {/* Beside words that say the same, so nothing to read out. */}
      <progress className={classes.bar} max={Math.max(1, bulk.total)} value={bulk.done} aria-hidden />
      <span className="quiet">
        {bulk.state === "running"
          ? t("work_of", figures)
          : `${wordOf("bulk_state", bulk.state)}: ${t("work_of", figures)}`}
      </span>
    </button>
  );
}
