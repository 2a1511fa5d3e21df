import { Button, Switch } from "@mantine/core";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { CloudDownload, Package } from "lucide-react";
import { useMemo, useRef, useState } from "react";

import { BulkBar } from "@/components/bulk-bar";
import { BulkDialog } from "@/components/bulk-dialog";
import { ChannelSelect } from "@/components/channel-select";
import { ConnectionSelect } from "@/components/connection-select";
import { ExportLink } from "@/components/export-link";
import { SavedViews } from "@/components/saved-views";
import { SpanSelect } from "@/components/span-select";
import { DataTable } from "@/components/ui/data-table";
import { FilterBar, FreshButton, LoadMore, SearchInput } from "@/components/ui/list-parts";
import { Page } from "@/components/ui/page";
import { EmptyState, ErrorState, ListSkeleton, NothingMatches } from "@/components/ui/states";
import { csvAddress } from "@/lib/csv";
import { useMayOperate, useZone } from "@/lib/session";
import type { BulkKind, BulkRequest, Order } from "@/lib/types";
import { useChoice } from "@/lib/use-choice";
import { useListKeys } from "@/lib/use-list-keys";
import { useLiveList } from "@/lib/use-live-list";
import { shared, wordOf } from "@/lib/words";

import { useOrderActions } from "./actions";
import { ordersHeadQuery, ordersQuery, queryOf, selectionOf } from "./api";
import { DownloadDialog } from "./download-dialog";
import { OrderDrawer } from "./order-drawer";
import { OrderCard, orderColumns } from "./orders-rows";
import { OrdersTabs } from "./orders-tabs";
import { ReleaseDialog } from "./release-dialog";
import { filterOf, isFiltered, type OrdersSearch } from "./search";
import { t } from "./words";

const route = getRouteApi("/app/orders");

const bulkKinds: BulkKind[] = ["rerun_fetch", "rerun_stored"];

export function OrdersPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const zone = useZone();
  const mayOperate = useMayOperate();
  const client = useQueryClient();
  const searchBox = useRef<HTMLInputElement>(null);
  const tab = search.tab ?? "new";
  const filter = filterOf({ ...search, tab });
  const list = useInfiniteQuery(ordersQuery(filter, zone));
  const head = useQuery({ ...ordersHeadQuery(filter, zone), enabled: list.isSuccess });
  const loaded = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const live = useLiveList(loaded, head.data);
  const choice = useChoice(live.rows.map((row) => row.id));
  const [bulk, setBulk] = useState<BulkRequest>();
  const [downloading, setDownloading] = useState(false);
  const { rerun } = useOrderActions();

  const setSearch = (change: Partial<OrdersSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false });
  const clear = () => void navigate({ search: { tab: search.tab }, replace: true });
  const open = (id: string) =>
    void navigate({
      search: (old) => ({ ...old, order: id }),
      replace: search.order !== undefined,
      resetScroll: false,
    });
  const showNew = () => void client.resetQueries({ queryKey: ordersQuery(filter, zone).queryKey });

  useListKeys({
    ids: live.rows.map((row) => row.id),
    openId: search.order,
    onOpen: open,
    search: searchBox,
    keys: mayOperate ? { r: (id) => rerun.mutate({ id, verb: "fetch" }) } : {},
  });
  const pick = (kind: BulkKind) =>
    setBulk({ kind, orders: choice.everything ? selectionOf(filter, zone) : { ids: choice.ids } });
  const columns = useMemo(() => orderColumns(tab), [tab]);

  return (
    <Page
      title={shared("place.orders")}
      fill
      aside={
        list.isSuccess && <FreshButton fresh={live.fresh} gone={live.gone.size} more={live.more} onShow={showNew} />
      }
      actions={
        <>
          <SavedViews page="orders" filter={filter} />
          <ExportLink href={csvAddress("orders", queryOf(filter, zone))} />
          {mayOperate && (
            <>
              {live.rows.length > 0 && (
                <Button size="xs" variant="default" onClick={choice.takeEverything}>
                  {t("act_on_all")}
                </Button>
              )}
              <Button
                size="xs"
                variant="default"
                leftSection={<CloudDownload size={15} aria-hidden />}
                onClick={() => setDownloading(true)}
              >
                {t("download_order")}
              </Button>
            </>
          )}
        </>
      }
    >
      <OrdersTabs active={tab} filtered={isFiltered(filter)} />
      <FilterBar label={t("filter")}>
        <SearchInput
          label={t("search")}
          placeholder={t("search_placeholder")}
          value={search.q}
          onChange={(q) => setSearch({ q })}
          inputRef={searchBox}
          width={240}
        />
        <ConnectionSelect value={search.connection} onChange={(connection) => setSearch({ connection })} />
        <ChannelSelect value={search.channel} onChange={(channel) => setSearch({ channel })} />
        <SpanSelect from={search.from} to={search.to} zone={zone} none={shared("all_days")} onChange={setSearch} />
        <Switch
          size="xs"
          label={t("only_held")}
          checked={search.held ?? false}
          onChange={(event) => setSearch({ held: event.currentTarget.checked || undefined })}
          pb={6}
        />
        {search.issue && (
          <Button
            size="xs"
            variant="light"
            onClick={() => setSearch({ issue: undefined })}
            aria-label={t("stop_one_issue")}
          >
            {t("one_issue")}
          </Button>
        )}
        {isFiltered(filter) && (
          <Button size="xs" variant="subtle" onClick={clear}>
            {shared("clear")}
          </Button>
        )}
      </FilterBar>
      {mayOperate && (
        <BulkBar
          label={t("bulk_actions")}
          chosen={t("selected", { count: choice.ids.length })}
          all={t("all_selected")}
          choice={choice}
          kinds={tab === "pending" ? ["release", ...bulkKinds] : bulkKinds}
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
          {isFiltered(filter) ? (
            <NothingMatches title={t("no_match")} onClear={clear} />
          ) : (
            <EmptyState icon={Package} title={t(`empty.${tab}`)}>
              {tab === "all" ? (
                <Link to="/status">{t("see_status")}</Link>
              ) : (
                <Link to="/orders" search={{ tab: "all" }}>
                  {t("see_all")}
                </Link>
              )}
            </EmptyState>
          )}
        </div>
      ) : (
        <DataTable<Order>
          name={`orders-${tab === "errors" || tab === "skipped" || tab === "pending" ? "why" : "plain"}`}
          label={t("table", { tab: wordOf("tab", tab) })}
          columns={columns}
          rows={live.rows}
          id={(row) => row.id}
          onOpen={(row) => open(row.id)}
          openId={search.order}
          gone={live.gone}
          selection={mayOperate ? choice.selection : undefined}
          card={(row) => <OrderCard order={row} />}
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
      {search.order && <OrderDrawer id={search.order} onClose={() => setSearch({ order: undefined })} />}
      {bulk?.kind === "release" && (
        <ReleaseDialog request={bulk} onClose={() => setBulk(undefined)} onStarted={choice.clear} />
      )}
      {bulk && bulk.kind !== "release" && (
        <BulkDialog request={bulk} onClose={() => setBulk(undefined)} onStarted={choice.clear} />
      )}
      {downloading && <DownloadDialog connection={search.connection} onClose={() => setDownloading(false)} />}
    </Page>
  );
}
