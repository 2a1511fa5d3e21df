import { Link } from "@tanstack/react-router";

import { CodeBadge } from "@/components/ui/badge";
import { channelTitle, ConnectionName } from "@/components/ui/channel-icon";
import { Sideways } from "@/components/ui/sideways";
import type { Report } from "@/lib/types";
import { count, shared } from "@/lib/words";

import classes from "./report.module.css";
import type { ReportBase, ReportLink } from "./search";
import { t } from "./words";

/** Connection by outcome. Every number opens the entries behind it. */
export function CodesTable({ report, base }: { report: Report; base: ReportBase }) {
  // Columns nobody has are left out, but 200 always stands, so that the table does not change its shape when all is well.
  const codes = report.codes.filter(
    ({ code }) => code === 200 || report.rows.some((row) => (row.counts[code] ?? 0) > 0),
  );
  const sum = (code: number) => report.rows.reduce((all, row) => all + (row.counts[code] ?? 0), 0);
  return (
    <Sideways className="card" label={t("table")}>
      <table className={classes.table} aria-label={t("table")}>
        <thead>
          <tr>
            <th scope="col">{shared("connection")}</th>
            {codes.map(({ code, label }) => (
              <th key={code} scope="col" className="num" title={label}>
                <CodeBadge code={code} />
              </th>
            ))}
            <th scope="col" className="num">
              {shared("total")}
            </th>
          </tr>
        </thead>
        <tbody>
          {report.rows.map((row) => (
            <tr key={`${row.connection} ${row.channel}`}>
              <th scope="row">
                <ConnectionName channel={row.channel} name={rowName(report, row)} />
              </th>
              {codes.map(({ code }) => (
                <Number key={code} n={row.counts[code] ?? 0} search={{ ...base, ...ofRow(row), code: String(code) }} />
              ))}
              <Number n={row.total} search={{ ...base, ...ofRow(row) }} />
            </tr>
          ))}
        </tbody>
        {report.rows.length > 1 && (
          <tfoot>
            <tr>
              <th scope="row">{shared("all_connections")}</th>
              {codes.map(({ code }) => (
                <Number key={code} n={sum(code)} search={{ ...base, code: String(code) }} />
              ))}
              <Number n={report.rows.reduce((all, row) => all + row.total, 0)} search={base} />
            </tr>
          </tfoot>
        )}
      </table>
    </Sideways>
  );
}

type Row = Report["rows"][number];

const ofRow = (row: Row) => ({ connection: row.connection, channel: row.channel });

/** A shop over which orders of several channels come has a row for each; then the channel's name stands with the shop's. */
function rowName(report: Report, row: Row): string {
  const several = report.rows.filter((other) => other.connection === row.connection).length > 1;
  return several ? `${row.connection_name} · ${channelTitle(row.channel)}` : row.connection_name;
}

function Number({ n, search }: { n: number; search: ReportLink }) {
  return (
    <td className="num">
      {n === 0 ? (
        <span className="quiet">0</span>
      ) : (
        <Link to="/logs" search={search}>
          {count(n)}
        </Link>
      )}
    </td>
  );
}
