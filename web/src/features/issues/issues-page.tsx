import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { CircleCheck } from "lucide-react";
import { useMemo, useRef } from "react";

import { DataTable } from "@/components/ui/data-table";
import { FreshButton, LoadMore } from "@/components/ui/list-parts";
import { Page } from "@/components/ui/page";
import { EmptyState, ErrorState, ListSkeleton, NothingMatches } from "@/components/ui/states";
import type { IssueView } from "@/lib/types";
import { useListKeys } from "@/lib/use-list-keys";
import { useLiveList } from "@/lib/use-live-list";
import { shared } from "@/lib/words";

import { issuesHeadQuery, issuesQuery } from "./api";
import { IssueDrawer } from "./issue-drawer";
import { IssuesFilters } from "./issues-filters";
import { IssueCard, issueColumns } from "./issues-rows";
import { IssuesTabs } from "./issues-tabs";
import { filterOf, isFiltered, type IssuesSearch } from "./search";
import { useIssueKeys } from "./use-issue-keys";
import { t } from "./words";

const route = getRouteApi("/app/issues");

export function IssuesPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const searchBox = useRef<HTMLInputElement>(null);
  const tab = search.tab ?? "needs_you";
  const filter = filterOf({ ...search, tab });
  const list = useInfiniteQuery(issuesQuery(filter));
  const head = useQuery({ ...issuesHeadQuery(filter), enabled: list.isSuccess });
  const loaded = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const live = useLiveList(loaded, head.data);

  const setSearch = (change: Partial<IssuesSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false });
  const clear = () => void navigate({ search: { tab: search.tab }, replace: true });
  const open = (id: string) =>
    void navigate({
      search: (old) => ({ ...old, issue: id }),
      replace: search.issue !== undefined,
      resetScroll: false,
    });
  const showNew = () => void client.resetQueries({ queryKey: issuesQuery(filter).queryKey });
  const keys = useIssueKeys(live.rows);
  useListKeys({
    ids: live.rows.map((row) => row.id),
    openId: search.issue,
    onOpen: open,
    search: searchBox,
    keys,
  });
  const columns = useMemo(issueColumns, []);

  return (
    <Page
      title={shared("place.issues")}
      fill
      aside={
        list.isSuccess && (live.fresh > 0 || live.gone.size > 0) ? (
          <FreshButton fresh={live.fresh} gone={live.gone.size} more={live.more} onShow={showNew} />
        ) : (
          t("aside")
        )
      }
    >
      <IssuesTabs active={tab} filtered={isFiltered(filter)} />
      <IssuesFilters
        search={search}
        reasons={live.rows.map((row) => row.reason)}
        searchBox={searchBox}
        onChange={setSearch}
        onClear={clear}
      />
      {list.isPending ? (
        <div className="card">
          <ListSkeleton label={t("loading")} />
        </div>
      ) : list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : live.rows.length === 0 ? (
        <div className="card">
          {isFiltered(filter) ? (
            <NothingMatches title={t("no_match")} onClear={clear} />
          ) : (
            <EmptyState icon={CircleCheck} title={t(`empty.${tab}`)}>
              {tab !== "all" && (
                <Link to="/issues" search={{ tab: "all" }}>
                  {t("see_all")}
                </Link>
              )}
            </EmptyState>
          )}
        </div>
      ) : (
        <DataTable<IssueView>
          name="issues"
          label={t("table", { tab: t(`tab.${tab}`) })}
          columns={columns}
          rows={live.rows}
          id={(row) => row.id}
          onOpen={(row) => open(row.id)}
          openId={search.issue}
          gone={live.gone}
          card={(row) => <IssueCard issue={row} />}
          footer={
            <LoadMore
              loaded={t(list.hasNextPage ? "loaded" : "loaded_all", { count: live.rows.length })}
              hasMore={list.hasNextPage}
              loading={list.isFetchingNextPage}
              onMore={() => void list.fetchNextPage()}
            />
          }
        />
      )}
      {search.issue && <IssueDrawer id={search.issue} onClose={() => setSearch({ issue: undefined })} />}
    </Page>
  );
}
