import { Button, Group } from "@mantine/core";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ScrollText } from "lucide-react";
import { useMemo, useRef, useState } from "react";

import { ExportCsv } from "@/components/export-csv";
import { DataTable } from "@/components/ui/data-table";
import { FreshButton, LoadMore } from "@/components/ui/list-parts";
import { Page } from "@/components/ui/page";
import { EmptyState, ErrorState, ListSkeleton, NothingMatches } from "@/components/ui/states";
import { useMayOperate, useZone } from "@/lib/session";
import type { LogEntry } from "@/lib/types";
import { useListKeys } from "@/lib/use-list-keys";
import { useLiveList } from "@/lib/use-live-list";
import { shared } from "@/lib/words";

import { useLogAction } from "./actions";
import { asked, logsHeadQuery, logsQuery } from "./api";
import { BulkDialog } from "./bulk-dialog";
import { LogDrawer } from "./log-drawer";
import { LogsFilters } from "./logs-filters";
import { EntryCard, entryColumns } from "./logs-rows";
import { filterOf, isFiltered, type LogsSearch } from "./search";
import type { LogAction } from "./api";
import { t } from "./words";

const route = getRouteApi("/app/logs");

const bulkActions: LogAction[] = ["rerun_fetch", "rerun_stored", "resolve", "unresolve", "resolve_and_rerun"];

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
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [bulk, setBulk] = useState<LogAction>();
  const act = useLogAction();

  // A choice made under other filters is not in view any more, so it does not count.
  const chosen = live.rows.filter((row) => picked.has(row.id));
  const rows = useMemo(() => new Map(live.rows.map((row) => [row.id, row])), [live.rows]);

  const setSearch = (change: Partial<LogsSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false });
  const clear = () => void navigate({ search: { entry: search.entry }, replace: true });
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

  const selection = mayOperate
    ? {
        ids: new Set(chosen.map((row) => row.id)),
        onToggle: (id: string) =>
          setPicked((old) => {
            const next = new Set(old);
            if (!next.delete(id)) next.add(id);
            return next;
          }),
        onToggleAll: (on: boolean) => setPicked(on ? new Set(live.rows.map((row) => row.id)) : new Set()),
      }
    : undefined;

  const columns = useMemo(entryColumns, []);
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
      actions={<ExportCsv of="logs" query={asked(filter, zone)} />}
    >
      <LogsFilters search={search} zone={zone} searchBox={searchBox} onChange={setSearch} onClear={clear} />
      {chosen.length > 0 && (
        <Group gap="xs" role="toolbar" aria-label={t("actions")}>
          <strong>{t("selected", { count: chosen.length })}</strong>
          {bulkActions.map((action) => (
            <Button key={action} size="compact-sm" variant="default" onClick={() => setBulk(action)}>
              {action === "rerun_stored" ? t("run_again") : t(`action.${action}`)}
            </Button>
          ))}
          <Button size="compact-sm" variant="subtle" onClick={() => setPicked(new Set())}>
            {shared("clear")}
          </Button>
        </Group>
      )}
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
            <EmptyState icon={ScrollText} title={t("empty")}>
              {t("empty_what")} <Link to="/status">{t("see_status")}</Link>
            </EmptyState>
          )}
        </div>
      ) : (
        <DataTable<LogEntry>
          name="logs"
          label={t("table")}
          columns={columns}
          rows={live.rows}
          id={(row) => row.id}
          onOpen={(row) => open(row.id)}
          openId={search.entry}
          selection={selection}
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
      {bulk && chosen.length > 0 && (
        <BulkDialog
          action={bulk}
          entries={chosen}
          onClose={() => setBulk(undefined)}
          onFinished={() => setPicked(new Set())}
        />
      )}
    </Page>
  );
}
