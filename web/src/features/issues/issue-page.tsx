import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";

import { Page } from "@/components/ui/page";
import { ErrorState, ListSkeleton } from "@/components/ui/states";
import { useHotkeys } from "@/lib/use-hotkeys";
import { operationLabel } from "@/lib/words";

import { issueQuery } from "./api";
import { IssueDetails } from "./issue-details";
import { useIssueKeys } from "./use-issue-keys";
import { t } from "./words";

const route = getRouteApi("/app/issues/$id");

/** One issue on a page of its own: the address to send to a colleague. */
export function IssuePage() {
  const { id } = route.useParams();
  const { fix } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, isPending, refetch } = useQuery(issueQuery(id));
  const keys = useIssueKeys(data ? [data] : []);
  useHotkeys(Object.fromEntries(Object.entries(keys).map(([key, act]) => [key, () => act(id)])));
  return (
    <Page
      title={data ? [operationLabel(data.operation), data.subject].filter(Boolean).join(" ") : t("issue")}
      aside={<Link to="/issues">{t("all_issues")}</Link>}
    >
      <div className="card" style={{ padding: "1.25rem", maxWidth: "64rem" }}>
        {isPending ? (
          <ListSkeleton label={t("loading_issue")} />
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <IssueDetails
            key={data.id}
            issue={data}
            fixAtOnce={fix}
            // Or a reload would ask again.
            onAsked={() => void navigate({ search: {}, replace: true })}
          />
        )}
      </div>
    </Page>
  );
}
