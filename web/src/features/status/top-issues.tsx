import { Button } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { HeldMoney } from "@/components/held-money";
import { CodeBadge } from "@/components/ui/badge";
import { Rich } from "@/components/ui/rich";
import { When } from "@/components/ui/when";
import { api, unwrap } from "@/lib/api";
import { needyStates } from "@/lib/queries";
import { useMayOperate } from "@/lib/session";
import type { ConnectionStatus, IssueView } from "@/lib/types";

import { refusedOf } from "./health";
import { ReconnectButton } from "./refused";
import classes from "./status.module.css";
import { t } from "./words";

const lookedAt = 100;
const shown = 3;

/** The issues that need a person and hold up most orders; those that failed last first among equals. */
export const topIssuesQuery = queryOptions({
  queryKey: ["issues", "top"],
  queryFn: async ({ signal }) => {
    const query = { state: [...needyStates], limit: lookedAt };
    const querySerializer = { array: { style: "form", explode: false } } as const;
    const { items } = await unwrap(api.GET("/api/v1/issues", { params: { query }, querySerializer, signal }));
    return items.toSorted((a, b) => b.held_orders - a.held_orders);
  },
  staleTime: 15_000,
});

/** What is wrong, how many orders and how much money wait for it, since when, and the button that fixes it. */
export function TopIssues({ connections }: { connections: ConnectionStatus[] }) {
  const refused = new Set(refusedOf(connections).map(({ id }) => id));
  const { data: all = [] } = useQuery(topIssuesQuery);
  // A shop that refuses access stands above, with its button.
  const data = all.filter(({ code, connection }) => code !== 401 || !refused.has(connection));
  if (data.length === 0) return null;
  return (
    <section className={classes.issues} aria-label={t("top_issues")}>
      {data.slice(0, shown).map((issue) => (
        <TopIssue key={issue.id} issue={issue} />
      ))}
      {data.length > shown && (
        <Link to="/issues">{data.length < lookedAt ? t("all_issues", { count: data.length }) : t("see_issues")}</Link>
      )}
    </section>
  );
}

function TopIssue({ issue }: { issue: IssueView }) {
  return (
    <div className={classes.issue}>
      <CodeBadge code={issue.code} reason={issue.reason} />
      <div className={classes.issueWhat}>
        <Link to="/issues/$id" params={{ id: issue.id }}>
          {issue.message}
        </Link>
        <div className="quiet">
          {issue.held_orders > 0 && (
            <>
              {t("waiting", { count: issue.held_orders })}, <HeldMoney held={issue.held} />,{" "}
            </>
          )}
          <Rich say={t} text="since" parts={{ when: <When at={issue.first_at} /> }} /> · {issue.connection_name}
        </div>
      </div>
      <FixButton issue={issue} />
    </div>
  );
}

function FixButton({ issue }: { issue: IssueView }) {
  const mayOperate = useMayOperate();
  if (!mayOperate) return null;
  if (issue.code === 401) return <ReconnectButton id={issue.connection} />;
  return (
    <Button
      size="xs"
      renderRoot={(props) => <Link to="/issues/$id" params={{ id: issue.id }} search={{ fix: true }} {...props} />}
    >
      {t("fix")}
    </Button>
  );
}
