import { catalogue } from "@/lib/language";

export const en = {
  days_in: "Days in {{zone}}",
  choose: "Choose what to report",
  loading: "Loading the report",
  types: "Transaction types",
  failed: "{{n}} failed",
  failed_mark: "failed",
  none: "No transactions in these days",
  none_what: "Choose another span, another type, or all connections.",
  by_day: "By day",
  loading_chart: "Loading the chart",
  chart_one: "Transactions by day, {{total}} in {{count, number}} day",
  chart_other: "Transactions by day, {{total}} in {{count, number}} days",
  by_connection: "By connection and outcome",
  table: "Transactions by connection and outcome",
  totals: {
    transactions: "Transactions",
    successful: "Successful",
    wrong_status: "Wrong status",
    missing: "Missing",
    conflicts: "Conflicts",
    other: "Other failures",
  },
} as const;

export const t = catalogue("report", en);
