import { Link } from "@tanstack/react-router";

import { HeldMoney } from "@/components/held-money";
import { Badge, CodeBadge } from "@/components/ui/badge";
import { ConnectionName } from "@/components/ui/channel-icon";
import { Copyable } from "@/components/ui/copyable";
import type { Column } from "@/components/ui/data-table";
import { Sparkline } from "@/components/ui/sparkline";
import { When } from "@/components/ui/when";
import type { IssueView } from "@/lib/types";
import { count, issueTone, operationLabel, sentenceCase, shared, within, wordOf } from "@/lib/words";

import { t } from "./words";

function OpenLink({ issue }: { issue: IssueView }) {
  return (
    <Link
      from="/issues"
      to="/issues"
      search={(old) => ({ ...old, issue: issue.id })}
      resetScroll={false}
      preload={false}
      title={issue.message}
      data-row-link
    >
      {issue.message}
    </Link>
  );
}

export function StateBadge({ state }: { state: string }) {
  return <Badge tone={issueTone(state)}>{wordOf("issue_state", state)}</Badge>;
}

/** What it holds up opens the orders behind it. */
function HeldOrders({ issue }: { issue: IssueView }) {
  if (issue.held_orders === 0) return <span className="quiet">0</span>;
  return (
    <Link to="/orders" search={{ tab: "all", issue: issue.id }} preload={false}>
      {count(issue.held_orders)}
    </Link>
  );
}

export function Trend({ issue }: { issue: IssueView }) {
  const sum = issue.daily.reduce((n, day) => n + day, 0);
  return (
    <Sparkline
      days={issue.daily}
      label={t("trend_says", { n: count(sum), today: count(issue.daily.at(-1) ?? 0), count: issue.daily.length })}
    />
  );
}

/** Made while drawing: the heads speak the language of the moment. */
export const issueColumns = (): Column<IssueView>[] => [
  { id: "message", header: t("what"), size: 280, grow: true, always: true, cell: (i) => <OpenLink issue={i} /> },
  {
    id: "subject",
    header: t("subject"),
    size: 118,
    cell: (i) => (i.subject ? <Copyable value={i.subject} what={within(t("subject"))} /> : null),
  },
  { id: "code", header: t("code"), size: 150, cell: (i) => <CodeBadge code={i.code} reason={i.reason} /> },
  {
    id: "connection",
    header: shared("connection"),
    size: 144,
    cell: (i) => <ConnectionName channel={i.channel} name={i.connection_name} />,
  },
  {
    id: "open",
    header: t("open"),
    size: 64,
    align: "right",
    cell: (i) => (
      <Link to="/logs" search={{ issue: i.id, hide_resolved: true }} preload={false}>
        {count(i.open)}
      </Link>
    ),
  },
  { id: "held_orders", header: t("held_orders"), size: 122, align: "right", cell: (i) => <HeldOrders issue={i} /> },
  { id: "held", header: t("held_money"), size: 128, align: "right", cell: (i) => <HeldMoney held={i.held} /> },
  { id: "last", header: t("last_seen"), size: 88, cell: (i) => <When at={i.last_at} /> },
  { id: "trend", header: t("trend"), size: 100, cell: (i) => <Trend issue={i} /> },
  {
    id: "assignee",
    header: t("assignee"),
    size: 104,
    cell: (i) => i.assignee_name ?? <span className="quiet">{t("nobody")}</span>,
  },
  { id: "state", header: t("state"), size: 118, cell: (i) => <StateBadge state={i.state} /> },
  {
    id: "entries",
    header: t("entries"),
    size: 72,
    align: "right",
    hidden: true,
    cell: (i) => (
      <Link to="/logs" search={{ issue: i.id }} preload={false}>
        {count(i.entries)}
      </Link>
    ),
  },
  { id: "first", header: t("first_seen"), size: 84, hidden: true, cell: (i) => <When at={i.first_at} /> },
  { id: "operation", header: t("operation"), size: 150, hidden: true, cell: (i) => operationLabel(i.operation) },
  { id: "reason", header: t("reason"), size: 150, hidden: true, cell: (i) => sentenceCase(i.reason) },
];

export function IssueCard({ issue }: { issue: IssueView }) {
  return (
    <>
      <OpenLink issue={issue} />
      <div style={{ display: "flex", flexWrap: "wrap", gap: "0.375rem", alignItems: "center" }}>
        <CodeBadge code={issue.code} reason={issue.reason} />
        <StateBadge state={issue.state} />
        <Trend issue={issue} />
      </div>
      <div className="quiet" style={{ display: "flex", flexWrap: "wrap", gap: "0 0.75rem", fontSize: "0.75rem" }}>
        <span>{t("holds_up", { count: issue.held_orders })}</span>
        <HeldMoney held={issue.held} />
        <span>{issue.connection_name}</span>
        <When at={issue.last_at} />
      </div>
    </>
  );
}
