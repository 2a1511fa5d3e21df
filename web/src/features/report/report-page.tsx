import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ChartColumn } from "lucide-react";
import { lazy, Suspense, useState } from "react";

import { ChannelSelect } from "@/components/channel-select";
import { ConnectionSelect } from "@/components/connection-select";
import { SpanSelect } from "@/components/span-select";
import { FilterBar } from "@/components/ui/list-parts";
import { Page, Section } from "@/components/ui/page";
import { BlockSkeleton, EmptyState, ErrorState, ListSkeleton } from "@/components/ui/states";
import { TabLinks } from "@/components/ui/tab-links";
import { useZone } from "@/lib/session";
import type { Report } from "@/lib/types";
import { codeNumbers, count, operationLabel, shared } from "@/lib/words";

import { reportQuery } from "./api";
import { CodesTable } from "./codes-table";
import classes from "./report.module.css";
import { type ReportBase, type ReportSearch, reportSpan } from "./search";
import { t } from "./words";

// The chart is as heavy as the rest of the page together; it comes when somebody looks at a report.
const DaysChart = lazy(() => import("./days-chart"));

const route = getRouteApi("/app/report");

export function ReportPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const zone = useZone();
  const [now] = useState(() => Date.now());
  const days = reportSpan(search, zone, now);
  const operation = search.operation ?? "all";
  const { data, error, isPending, refetch } = useQuery(
    reportQuery(
      {
        ...days,
        operation: operation === "all" ? undefined : operation,
        connection: search.connection,
        channel: search.channel,
      },
      zone,
    ),
  );
  const setSearch = (change: Partial<ReportSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false });

  return (
    <Page title={shared("place.report")} aside={data && t("days_in", { zone: data.zone })}>
      <FilterBar label={t("choose")}>
        <SpanSelect from={days.from} to={days.to} zone={zone} none={shared("last_7_days")} onChange={setSearch} />
        <ConnectionSelect value={search.connection} onChange={(connection) => setSearch({ connection })} />
        <ChannelSelect value={search.channel} onChange={(channel) => setSearch({ channel })} />
      </FilterBar>
      {isPending ? (
        <div className="card">
          <ListSkeleton label={t("loading")} />
        </div>
      ) : error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        data && (
          <Loaded
            report={data}
            operation={operation}
            days={days}
            connection={search.connection}
            channel={search.channel}
          />
        )
      )}
    </Page>
  );
}

interface LoadedProps {
  report: Report;
  operation: string;
  days: { from: string; to: string };
  connection: string | undefined;
  channel: string | undefined;
}

function Loaded({ report, operation, days, connection, channel }: LoadedProps) {
  // What every number of the page leads to, before its own code and connection are added.
  const base = { ...days, connection, channel, operation: operation === "all" ? undefined : operation };
  return (
    <>
      <TabLinks label={t("types")}>
        {report.operations.map((op) => (
          <Link
            key={op.operation}
            from="/report"
            to="/report"
            search={(old) => ({ ...old, operation: op.operation === "all" ? undefined : op.operation })}
            activeOptions={{ exact: true }}
            aria-current={op.operation === operation ? "page" : undefined}
            preload={false}
          >
            {operationLabel(op.operation)}
            <span data-count>{count(op.total)}</span>
            {op.failed > 0 && (
              <span data-count data-waiting title={t("failed", { n: count(op.failed) })}>
                {count(op.failed)}
                <span className="sr-only"> {t("failed_mark")}</span>
              </span>
            )}
          </Link>
        ))}
      </TabLinks>
      <Totals report={report} base={base} />
      {report.totals.transactions === 0 ? (
        <div className="card">
          <EmptyState icon={ChartColumn} title={t("none")}>
            {t("none_what")}
          </EmptyState>
        </div>
      ) : (
        <>
          <Section title={t("by_day")}>
            <div className={`card ${classes.chart}`}>
              <Suspense fallback={<BlockSkeleton height={220} label={t("loading_chart")} />}>
                <DaysChart report={report} />
              </Suspense>
            </div>
          </Section>
          <Section title={t("by_connection")}>
            <CodesTable report={report} base={base} />
          </Section>
        </>
      )}
    </>
  );
}

// Those that have a total of their own.
const named = [200, 400, 404, 409];

/** The codes that "other failures" counts: all the rest, those included that only a newer hub has. */
function otherCodes(report: Report): string {
  const all = new Set([...codeNumbers, ...report.codes.map(({ code }) => code)]);
  return [...all].filter((code) => !named.includes(code)).join(",");
}

function Totals({ report, base }: { report: Report; base: ReportBase }) {
  const { totals } = report;
  const cells = [
    { name: t("totals.transactions"), n: totals.transactions, search: base },
    { name: t("totals.successful"), n: totals.successful, search: { ...base, code: "200" }, tone: "green" },
    { name: t("totals.wrong_status"), n: totals.wrong_status, search: { ...base, code: "400" }, tone: "amber" },
    { name: t("totals.missing"), n: totals.missing, search: { ...base, code: "404" }, tone: "orange" },
    { name: t("totals.conflicts"), n: totals.conflicts, search: { ...base, code: "409" }, tone: "slate" },
    { name: t("totals.other"), n: totals.other, search: { ...base, code: otherCodes(report) }, tone: "violet" },
  ];
  return (
    <dl className={classes.totals}>
      {cells.map(({ name, n, search, tone }) => (
        <div key={name} className={`card ${classes.total}`} data-tone={n > 0 ? tone : undefined}>
          <dt>{name}</dt>
          <dd>
            <Link to="/logs" search={search}>
              {count(n)}
            </Link>
          </dd>
        </div>
      ))}
    </dl>
  );
}
