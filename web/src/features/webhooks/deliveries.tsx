import { Button, Stack } from "@mantine/core";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { PackageOpen } from "lucide-react";
import { useMemo, useRef } from "react";

import { SpanSelect } from "@/components/span-select";
import { FilterSelect } from "@/components/ui/filter-select";
import { FilterBar, FreshButton, SearchInput } from "@/components/ui/list-parts";
import { Section } from "@/components/ui/page";
import { PagedList } from "@/components/ui/paged-list";
import { EmptyState } from "@/components/ui/states";
import { useIsOwner, useZone } from "@/lib/session";
import type { WebhookDelivery } from "@/lib/types";
import { useListKeys } from "@/lib/use-list-keys";
import { useLiveList } from "@/lib/use-live-list";
import { shared } from "@/lib/words";

import { deliveriesHeadQuery, deliveriesQuery } from "./api";
import { DeliveryCard, deliveryColumns } from "./deliveries-rows";
import { DeliveryDrawer } from "./delivery-drawer";
import { type DeliveriesSearch, filterOf, isFiltered, states } from "./search";
import { eventTypes, testType } from "./types";
import { useIsThere } from "./use-is-there";
import { useReplay } from "./use-replay";
import { t } from "./words";

const route = getRouteApi("/app/settings/webhooks/$id");

/** What was sent to an endpoint, newest first. */
export function Deliveries({ endpoint }: { endpoint: string }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const zone = useZone();
  const owner = useIsOwner();
  const client = useQueryClient();
  const again = useReplay(endpoint);
  const searchBox = useRef<HTMLInputElement>(null);
  const filter = filterOf(search);
  const there = useIsThere(endpoint);
  const list = useInfiniteQuery(deliveriesQuery(endpoint, filter, zone));
  const head = useQuery({ ...deliveriesHeadQuery(endpoint, filter, zone), enabled: list.isSuccess && there });
  const loaded = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const live = useLiveList(loaded, head.data);
  const columns = useMemo(() => deliveryColumns(endpoint), [endpoint]);

  const setSearch = (change: Partial<DeliveriesSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false });
  const clear = () => void navigate({ search: { delivery: search.delivery }, replace: true });
  const open = (id: string) =>
    void navigate({
      search: (old) => ({ ...old, delivery: id }),
      replace: search.delivery !== undefined,
      resetScroll: false,
    });
  const showNew = () => void client.resetQueries({ queryKey: deliveriesQuery(endpoint, filter, zone).queryKey });
  useListKeys({
    ids: live.rows.map((row) => row.id),
    openId: search.delivery,
    onOpen: open,
    search: searchBox,
    keys: owner ? { r: (id) => again.mutate(id) } : {},
  });

  return (
    <Section
      title={t("deliveries")}
      aside={<FreshButton fresh={live.fresh} gone={live.gone.size} more={live.more} onShow={showNew} />}
    >
      <Stack gap="sm">
        <FilterBar label={t("filter")}>
          <SearchInput
            label={t("reference")}
            placeholder={t("whole_reference")}
            value={search.reference}
            onChange={(reference) => setSearch({ reference })}
            inputRef={searchBox}
            width={190}
            mono
          />
          <FilterSelect
            label={t("state")}
            all={t("all")}
            value={search.state}
            onChange={(state) => setSearch({ state })}
            options={states.map((value) => ({ value, label: t(`state_of.${value}`) }))}
            width={120}
          />
          <FilterSelect
            label={t("type")}
            all={t("all")}
            value={search.type}
            onChange={(type) => setSearch({ type })}
            options={[...eventTypes, testType].map((value) => ({ value, label: value }))}
            width={170}
          />
          <SpanSelect from={search.from} to={search.to} zone={zone} none={shared("all_days")} onChange={setSearch} />
          {isFiltered(filter) && (
            <Button size="xs" variant="subtle" onClick={clear}>
              {shared("clear")}
            </Button>
          )}
        </FilterBar>
        <PagedList<WebhookDelivery>
          name="deliveries"
          label={t("deliveries")}
          list={list}
          live={live}
          columns={columns}
          card={(delivery) => <DeliveryCard endpoint={endpoint} delivery={delivery} />}
          onOpen={(delivery) => open(delivery.id)}
          openId={search.delivery}
          loading={t("loading_deliveries")}
          loaded={(n, more) => t(more ? "loaded" : "loaded_all", { count: n })}
          filtered={isFiltered(filter)}
          noMatch={t("no_match")}
          onClear={clear}
          empty={
            <EmptyState icon={PackageOpen} title={t("nothing_sent")}>
              {t("nothing_sent_what")}
            </EmptyState>
          }
        />
      </Stack>
      {search.delivery && (
        <DeliveryDrawer endpoint={endpoint} id={search.delivery} onClose={() => setSearch({ delivery: undefined })} />
      )}
    </Section>
  );
}
