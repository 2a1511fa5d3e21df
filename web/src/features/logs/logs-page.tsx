import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ScrollText } from "lucide-react";
import { useMemo, useRef, useState } from "react";

import { BulkBar } from "@/components/bulk-bar";
import { BulkDialog } from "@/components/bulk-dialog";
import { ExportLink } from "@/components/export-link";
import { SavedViews } from "@/components/saved-views";
import { DataTable } from "@/components/ui/data-table";
import { FreshButton, LoadMore } from "@/components/ui/list-parts";
import { Page } from "@/components/ui/page";
import { EmptyState, ErrorState, ListSkeleton, NothingMatches } from "@/components/ui/states";
import { csvAddress } from "@/lib/csv";
import { useMayOperate, useZone } from "@/lib/session";
import type { BulkKind, BulkRequest, LogEntry } from "@/lib/types";
import { useChoice } from "@/lib/use-choice";
import { useListKeys } from "@/lib/use-list-keys";
import { useLiveList } from "@/lib/use-live-list";
import { shared } from "@/lib/words";

import { useLogAction } from "./actions";
import { logsHeadQuery, logsQuery, queryOf, selectionOf } from "./api";
import { LogDrawer } from "./log-drawer";
import { LogsFilters } from "./logs-filters";
import { LogsTabs } from "./logs-tabs";
import { EntryCard, entryColumns } from "./logs-rows";
import { filterOf, isFiltered, type LogsSearch } from "./search";
import { t } from "./words";

const route = getRouteApi("/app/logs");

const bulkKinds: BulkKind[] = ["rerun_fetch", "rerun_stored", "resolve", "unresolve", "resolve_and_rerun"];

export function LogsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const zone = useZone();
  const mayOperate = useMayOperate();
  const client = useQueryClient();
  const searchBox = useRef<HTMLInputElement>(null);
  const filter = filterOf(search);
  const list = useInfiniteQuery(logsQuery(filter, zone));
  const head = useQuery({ ...logsHeadQuery(filter, zone), enabled: list.isSuccess });
  const loaded = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const live = useLiveList(loaded, head.data);
  const choice = useChoice(live.rows.map((row) => row.id));
  const [bulk, setBulk] = useState<BulkRequest>();
  const act = useLogAction();

  const rows = useMemo(() => new Map(live.rows.map((row) => [row.id, row])), [live.rows]);

  const setSearch = (change: Partial<LogsSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false });
  // The filters first, then the tab.
  const clear = () =>
    void navigate({ search: { entry: search.entry, tab: isFiltered(filter) ? search.tab : undefined }, replace: true });
  const open = (id: string) =>
    // The first opening is a step one can go back from; walking on from row to row is not.
    void navigate({
      search: (old) => ({ ...old, entry: id }),
      replace: search.entry !== undefined,
      resetScroll: false,
    });
  const close = () => setSearch({ entry: undefined });
  const showNew = () => void client.resetQueries({ queryKey: logsQuery(filter, zone).queryKey });

  useListKeys({
    ids: live.rows.map((row) => row.id),
    openId: search.entry,
    onOpen: open,
    search: searchBox,
    keys: mayOperate
      ? {
          r: (id) => act.mutate({ action: "rerun_fetch", id }),
          e: (id) => act.mutate({ action: rows.get(id)?.resolved ? "unresolve" : "resolve", id }),
        }
      : {},
  });

  const pick = (kind: BulkKind) =>
    setBulk({ kind, entries: choice.everything ? selectionOf(filter, zone) : { ids: choice.ids } });

  const columns = useMemo(() => entryColumns(search.tab), [search.tab]);
  const fresh = live.fresh > 0 || live.gone.size > 0;

  return (
    <Page
      title={shared("place.logs")}
      fill
      aside={
        fresh && list.isSuccess ? (
          <FreshButton fresh={live.fresh} gone={live.gone.size} more={live.more} onShow={showNew} />
        ) : (
          t("aside")
        )
      }
      actions={
        <>
          <SavedViews page="logs" filter={filter} />
          <ExportLink href={csvAddress("logs", queryOf(filter, zone))} />
          {mayOperate && live.rows.length > 0 && (
            <Button size="xs" variant="default" onClick={choice.takeEverything}>
              {t("act_on_all")}
            </Button>
          )}
        </>
      }
    >
      <LogsTabs active={search.tab} />
      <LogsFilters search={search} zone={zone} searchBox={searchBox} onChange={setSearch} onClear={clear} />
      {mayOperate && (
        <BulkBar
          label={t("actions")}
          chosen={t("selected", { count: choice.ids.length })}
          all={t("all_selected")}
          choice={choice}
          kinds={bulkKinds}
          onPick={pick}
        />
      )}
      {list.isPending ? (
        <div className="card">
          <ListSkeleton label={t("loading")} />
        </div>
      ) : list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : live.rows.length === 0 ? (
        <div className="card">
          {isFiltered(filter) || search.tab ? (
            <NothingMatches title={t("no_match")} onClear={clear} />
          ) : (
            <EmptyState icon={ScrollText} title={t("empty")}>
              {t("empty_what")} <Link to="/status">{t("see_status")}</Link>
            </EmptyState>
          )}
        </div>
      ) : (
        <DataTable<LogEntry>
          name={search.tab === "inventory" ? "logs-inventory" : "logs"}
          label={t("table")}
          columns={columns}
          rows={live.rows}
          id={(row) => row.id}
          onOpen={(row) => open(row.id)}
          openId={search.entry}
          selection={mayOperate ? choice.selection : undefined}
          card={(row) => <EntryCard entry={row} />}
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
      {search.entry && <LogDrawer id={search.entry} onClose={close} />}
      {bulk && <BulkDialog request={bulk} onClose={() => setBulk(undefined)} onStarted={choice.clear} />}
    </Page>
  );
}
