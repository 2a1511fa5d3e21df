import { Button, Switch } from "@mantine/core";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { CloudDownload, Package } from "lucide-react";
import { useMemo, useRef, useState } from "react";

import { ConnectionSelect } from "@/components/connection-select";
import { SpanSelect } from "@/components/span-select";
import { DataTable } from "@/components/ui/data-table";
import { FilterBar, FreshButton, LoadMore, SearchInput } from "@/components/ui/list-parts";
import { Page } from "@/components/ui/page";
import { EmptyState, ErrorState, ListSkeleton, NothingMatches } from "@/components/ui/states";
import { useMayOperate, useZone } from "@/lib/session";
import type { Order } from "@/lib/types";
import { useListKeys } from "@/lib/use-list-keys";
import { useLiveList } from "@/lib/use-live-list";
import { orderTabs } from "@/lib/words";

import { useOrderActions } from "./actions";
import { ordersHeadQuery, ordersQuery } from "./api";
import { DownloadDialog } from "./download-dialog";
import { OrderDrawer } from "./order-drawer";
import { OrderCard, orderColumns } from "./orders-rows";
import { OrdersTabs } from "./orders-tabs";
import { filterOf, isFiltered, type OrdersSearch } from "./search";

const route = getRouteApi("/app/orders");

// What an empty tab means, in the words of somebody who works with it.
const emptyWords: Record<string, string> = {
  new: "No order waits for its buyer to pay.",
  to_ship: "Nothing is waiting to be shipped.",
  in_delivery: "No parcel is on its way.",
  completed: "No order has been completed yet.",
  cancelled: "No order has been cancelled.",
  failed_delivery: "Every parcel has arrived so far.",
  complained: "No buyer has complained.",
  pending: "No order waits to be let through.",
  errors: "No order is held. All is well.",
  skipped: "No rule has left an order out.",
  all: "Orders show up here as soon as a connected shop has some.",
};

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
  const label = orderTabs.find((t) => t.tab === tab)?.label ?? "";

  return (
    <Page
      title="Orders"
      fill
      aside={
        list.isSuccess && <FreshButton fresh={live.fresh} gone={live.gone.size} more={live.more} onShow={showNew} />
      }
      actions={
        mayOperate && (
          <Button
            size="xs"
            variant="default"
            leftSection={<CloudDownload size={15} aria-hidden />}
            onClick={() => setDownloading(true)}
          >
            Download an order
          </Button>
        )
      }
    >
      <OrdersTabs active={tab} filtered={isFiltered(filter)} />
      <FilterBar label="Filter the orders">
        <SearchInput
          label="Search"
          placeholder="Number, buyer, SKU  ( / )"
          value={search.q}
          onChange={(q) => setSearch({ q })}
          inputRef={searchBox}
          width={240}
        />
        <ConnectionSelect value={search.connection} onChange={(connection) => setSearch({ connection })} />
        <SpanSelect from={search.from} to={search.to} zone={zone} none="All days" onChange={setSearch} />
        <Switch
          size="xs"
          label="Only held"
          checked={search.held ?? false}
          onChange={(event) => setSearch({ held: event.currentTarget.checked || undefined })}
          pb={6}
        />
        {isFiltered(filter) && (
          <Button size="xs" variant="subtle" onClick={clear}>
            Clear
          </Button>
        )}
      </FilterBar>
      {list.isPending ? (
        <div className="card">
          <ListSkeleton label="Loading orders" />
        </div>
      ) : list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : live.rows.length === 0 ? (
        <div className="card">
          {isFiltered(filter) ? (
            <NothingMatches what="orders" onClear={clear} />
          ) : (
            <EmptyState icon={Package} title={emptyWords[tab] ?? "Nothing here"}>
              {tab === "all" ? (
                <Link to="/status">See the status</Link>
              ) : (
                <Link to="/orders" search={{ tab: "all" }}>
                  See all orders
                </Link>
              )}
            </EmptyState>
          )}
        </div>
      ) : (
        <DataTable<Order>
          name={`orders-${tab === "errors" || tab === "skipped" || tab === "pending" ? "why" : "plain"}`}
          label={`Orders: ${label}`}
          columns={orderColumns(tab)}
          rows={live.rows}
          id={(row) => row.id}
          onOpen={(row) => open(row.id)}
          openId={search.order}
          gone={live.gone}
          card={(row) => <OrderCard order={row} />}
          footer={
            <LoadMore
              loaded={live.rows.length}
              what="order"
              hasMore={list.hasNextPage}
              loading={list.isFetchingNextPage}
              onMore={() => void list.fetchNextPage()}
            />
          }
        />
      )}
      {search.order && <OrderDrawer id={search.order} onClose={() => setSearch({ order: undefined })} />}
      {downloading && <DownloadDialog connection={search.connection} onClose={() => setDownloading(false)} />}
    </Page>
  );
}
