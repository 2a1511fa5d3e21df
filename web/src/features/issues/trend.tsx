import { calendarDay } from "@/lib/dates";
import type { IssueDetail } from "@/lib/types";
import { count } from "@/lib/words";

import classes from "./issues.module.css";
import { t } from "./words";

/** New failures of the last thirty days, a bar a day. */
export function TrendChart({ days }: { days: IssueDetail["trend"] }) {
  const most = Math.max(1, ...days.map(({ n }) => n));
  const sum = days.reduce((all, { n }) => all + n, 0);
  const today = days.at(-1)?.n ?? 0;
  return (
    <div
      className={classes.trend}
      role="img"
      aria-label={t("trend_says", { n: count(sum), today: count(today), count: days.length })}
    >
      {days.map(({ day, n }) => (
        <span
          key={day}
          className={classes.day}
          data-none={n === 0 || undefined}
          title={t("on_day", { day: calendarDay(day), n: count(n) })}
          style={{ height: `${Math.max(n > 0 ? 6 : 2, (100 * n) / most)}%` }}
        />
      ))}
    </div>
  );
}
