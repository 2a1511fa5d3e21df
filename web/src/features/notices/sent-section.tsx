import { Button, Stack } from "@mantine/core";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { MailOpen } from "lucide-react";
import { useMemo, useRef } from "react";

import { FreshButton } from "@/components/ui/list-parts";
import { Section } from "@/components/ui/page";
import { PagedList } from "@/components/ui/paged-list";
import { EmptyState } from "@/components/ui/states";
import { useZone } from "@/lib/session";
import type { NoticeView } from "@/lib/types";
import { useListKeys } from "@/lib/use-list-keys";
import { useLiveList } from "@/lib/use-live-list";
import { shared } from "@/lib/words";

import { noticesHeadQuery, noticesQuery } from "./api";
import { NoticeDrawer } from "./notice-drawer";
import { filterOf, isFiltered, type NoticesSearch } from "./search";
import { SentFilters } from "./sent-filters";
import { NoticeCard, noticeColumns } from "./sent-rows";
import { t } from "./words";

const route = getRouteApi("/app/settings/notices/sent");

/** Every message that was written to anybody, newest first. */
export function SentSection() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const zone = useZone();
  const client = useQueryClient();
  const searchBox = useRef<HTMLInputElement>(null);
  const filter = filterOf(search);
  const list = useInfiniteQuery(noticesQuery(filter, zone));
  const head = useQuery({ ...noticesHeadQuery(filter, zone), enabled: list.isSuccess });
  const loaded = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const live = useLiveList(loaded, head.data);
  const columns = useMemo(noticeColumns, []);

  const setSearch = (change: Partial<NoticesSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false });
  const clear = () => void navigate({ search: { message: search.message }, replace: true });
  const open = (id: string) =>
    void navigate({
      search: (old) => ({ ...old, message: id }),
      replace: search.message !== undefined,
      resetScroll: false,
    });
  const showNew = () => void client.resetQueries({ queryKey: noticesQuery(filter, zone).queryKey });
  useListKeys({ ids: live.rows.map((row) => row.id), openId: search.message, onOpen: open, search: searchBox });

  return (
    <Section
      title={t("messages")}
      aside={<FreshButton fresh={live.fresh} gone={live.gone.size} more={live.more} onShow={showNew} />}
    >
      <Stack gap="sm">
        <SentFilters search={search} zone={zone} searchBox={searchBox} onChange={setSearch}>
          {isFiltered(filter) && (
            <Button size="xs" variant="subtle" onClick={clear}>
              {shared("clear")}
            </Button>
          )}
        </SentFilters>
        <PagedList<NoticeView>
          name="notices"
          label={t("messages")}
          list={list}
          live={live}
          columns={columns}
          card={(notice) => <NoticeCard notice={notice} />}
          onOpen={(notice) => open(notice.id)}
          openId={search.message}
          loading={t("loading")}
          loaded={(n, more) => t(more ? "loaded" : "loaded_all", { count: n })}
          filtered={isFiltered(filter)}
          noMatch={t("no_match")}
          onClear={clear}
          empty={
            <EmptyState icon={MailOpen} title={t("empty")}>
              {t("empty_what")}
            </EmptyState>
          }
        />
      </Stack>
      {search.message && <NoticeDrawer id={search.message} onClose={() => setSearch({ message: undefined })} />}
    </Section>
  );
}
