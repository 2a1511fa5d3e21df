import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";

import { Page } from "@/components/ui/page";
import { ErrorState, ListSkeleton } from "@/components/ui/states";
import { useMayOperate } from "@/lib/session";
import { useHotkeys } from "@/lib/use-hotkeys";
import { operationLabel } from "@/lib/words";

import { useLogAction } from "./actions";
import { logQuery } from "./api";
import { LogDetails } from "./log-details";
import { t } from "./words";

const route = getRouteApi("/app/logs/$id");

/** One entry on a page of its own: the address to send to a colleague. */
export function LogPage() {
  const { id } = route.useParams();
  const { data, error, isPending, refetch } = useQuery(logQuery(id));
  const mayOperate = useMayOperate();
  const act = useLogAction();
  useHotkeys(
    mayOperate && data
      ? {
          r: () => act.mutate({ action: "rerun_fetch", id }),
          e: () => act.mutate({ action: data.resolved ? "unresolve" : "resolve", id }),
        }
      : {},
  );
  return (
    <Page
      title={data ? `${operationLabel(data.operation)} ${data.order_number || data.ref}` : t("entry")}
      aside={<Link to="/logs">{t("all_entries")}</Link>}
    >
      <div className="card" style={{ padding: "1.25rem", maxWidth: "64rem" }}>
        {isPending ? (
          <ListSkeleton label={t("loading_entry")} />
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <LogDetails entry={data} />
        )}
      </div>
    </Page>
  );
}
