import "@mantine/charts/styles.layer.css";

import { BarChart } from "@mantine/charts";

import { calendarDay } from "@/lib/dates";
import type { Report } from "@/lib/types";
import { codeTone, codeWord, count } from "@/lib/words";

import { t } from "./words";

/** Transactions by day, stacked by outcome. The table below says the same in numbers. */
export default function DaysChart({ report }: { report: Report }) {
  const codes = report.codes
    .map(({ code }) => code)
    .filter((code) => report.days.some((day) => (day.counts[code] ?? 0) > 0));
  const data = report.days.map(({ day, counts }) => ({
    day: calendarDay(day),
    ...Object.fromEntries(codes.map((code) => [String(code), counts[code] ?? 0])),
  }));
  const total = report.days.reduce((sum, day) => sum + day.total, 0);
  return (
    <div role="img" aria-label={t("chart", { total: count(total), count: report.days.length })}>
      <BarChart
        h={250}
        data={data}
        dataKey="day"
        type="stacked"
        series={codes.map((code) => ({
          name: String(code),
          label: `${code} ${codeWord(code)}`,
          color: `var(--chart-${codeTone(code)})`,
        }))}
        withLegend
        legendProps={{ verticalAlign: "bottom" }}
        valueFormatter={count}
        gridAxis="x"
        tickLine="none"
        maxBarWidth={48}
        barProps={{ isAnimationActive: false }}
        barChartProps={{ accessibilityLayer: false }}
        yAxisProps={{ allowDecimals: false, width: 48 }}
      />
    </div>
  );
}
