import { Button, Stack } from "@mantine/core";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Footprints } from "lucide-react";
import { useMemo, useRef } from "react";

import { OnlyFor } from "@/components/only-for";
import { SpanSelect } from "@/components/span-select";
import { FilterSelect } from "@/components/ui/filter-select";
import { FilterBar, FreshButton, SearchInput } from "@/components/ui/list-parts";
import { Section } from "@/components/ui/page";
import { PagedList } from "@/components/ui/paged-list";
import { EmptyState } from "@/components/ui/states";
import { useZone } from "@/lib/session";
import type { AuditView } from "@/lib/types";
import { useListKeys } from "@/lib/use-list-keys";
import { useLiveList } from "@/lib/use-live-list";
import { shared } from "@/lib/words";

import { actionNames, actionWord } from "./actions";
import { auditHeadQuery, auditQuery } from "./api";
import { AuditCard, auditColumns } from "./audit-rows";
import { type AuditSearch, isFiltered } from "./search";
import { t } from "./words";

const route = getRouteApi("/app/settings/audit");

export function AuditSection() {
  return (
    <OnlyFor who="owner">
      <Trail />
    </OnlyFor>
  );
}

function Trail() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const zone = useZone();
  const client = useQueryClient();
  const searchBox = useRef<HTMLInputElement>(null);
  const list = useInfiniteQuery(auditQuery(search, zone));
  const head = useQuery({ ...auditHeadQuery(search, zone), enabled: list.isSuccess });
  const loaded = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const live = useLiveList(loaded, head.data);
  const columns = useMemo(auditColumns, []);

  const setSearch = (change: Partial<AuditSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false });
  const clear = () => void navigate({ search: {}, replace: true });
  const showNew = () => void client.resetQueries({ queryKey: auditQuery(search, zone).queryKey });
  useListKeys({ ids: live.rows.map((row) => row.id), onOpen: () => undefined, search: searchBox });

  return (
    <Section
      title={t("audit")}
      aside={<FreshButton fresh={live.fresh} gone={live.gone.size} more={live.more} onShow={showNew} />}
    >
      <Stack gap="sm">
        <FilterBar label={t("filter")}>
          <SearchInput
            label={t("who")}
            placeholder={t("whole_address")}
            value={search.actor}
            onChange={(actor) => setSearch({ actor })}
            inputRef={searchBox}
            width={200}
          />
          <FilterSelect
            label={t("what")}
            all={t("anything")}
            value={search.action}
            onChange={(action) => setSearch({ action })}
            options={actionNames(search.action).map((value) => ({ value, label: actionWord(value) }))}
            width={200}
          />
          <SearchInput
            label={t("about")}
            placeholder={t("exact")}
            value={search.subject}
            onChange={(subject) => setSearch({ subject })}
            width={160}
            mono
          />
          <SpanSelect from={search.from} to={search.to} zone={zone} none={shared("all_days")} onChange={setSearch} />
          {isFiltered(search) && (
            <Button size="xs" variant="subtle" onClick={clear}>
              {shared("clear")}
            </Button>
          )}
        </FilterBar>
        <PagedList<AuditView>
          name="audit"
          label={t("audit")}
          list={list}
          live={live}
          columns={columns}
          card={(line) => <AuditCard line={line} />}
          loading={t("loading")}
          loaded={(n, more) => t(more ? "loaded" : "loaded_all", { count: n })}
          filtered={isFiltered(search)}
          noMatch={t("no_match")}
          onClear={clear}
          empty={
            <EmptyState icon={Footprints} title={t("empty")}>
              {t("empty_what")}
            </EmptyState>
          }
        />
      </Stack>
    </Section>
  );
}
