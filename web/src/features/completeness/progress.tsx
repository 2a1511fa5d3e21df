import { Progress } from "@mantine/core";

import type { CompletenessCheck } from "@/lib/types";
import { count } from "@/lib/words";

import classes from "./completeness.module.css";
import { t } from "./words";

const phases = ["list", "missing", "compare"] as const;

/** How far a check is: what it does, and how many of its days are done. */
export function CheckProgress({ check, shop }: { check: CompletenessCheck; shop: string }) {
  if (!check.running) return <span className="quiet">{t("asked_for")}</span>;
  const phase = phases.find((name) => name === check.phase) ?? "list";
  const done = check.days > 0 ? (100 * check.days_done) / check.days : 0;
  return (
    <div className={classes.progress} role="status">
      <span>
        {t(`phase.${phase}`)}{" "}
        <span className="quiet">
          {t("progress", { done: count(check.days_done), count: check.days, orders: count(check.orders) })}
        </span>
      </span>
      <Progress value={Math.max(done, 3)} size="xs" striped animated aria-label={`${shop}: ${t(`phase.${phase}`)}`} />
    </div>
  );
}
