import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { FileText, Trash2 } from "lucide-react";
import { useMemo, useRef } from "react";

import { ChannelSelect } from "@/components/channel-select";
import { ConnectionSelect } from "@/components/connection-select";
import { SpanSelect } from "@/components/span-select";
import { ExportLink } from "@/components/export-link";
import { DataTable } from "@/components/ui/data-table";
import { FilterSelect } from "@/components/ui/filter-select";
import { FilterBar, FreshButton, LoadMore, SearchInput } from "@/components/ui/list-parts";
import { Page } from "@/components/ui/page";
import { EmptyState, ErrorState, ListSkeleton, NothingMatches } from "@/components/ui/states";
import { TabLinks } from "@/components/ui/tab-links";
import { csvAddress } from "@/lib/csv";
import { useZone } from "@/lib/session";
import type { DocumentView } from "@/lib/types";
import { useListKeys } from "@/lib/use-list-keys";
import { useLiveList } from "@/lib/use-live-list";
import { documentPaths, type DocumentPath, shared, within, wordOf } from "@/lib/words";

import { documentsHeadQuery, documentsQuery, queryOf } from "./api";
import { DocumentDrawer } from "./document-drawer";
import { DocumentCard, documentColumns } from "./documents-rows";
import { type DocumentsSearch, filterOf, isFiltered } from "./search";
import { t } from "./words";

const route = getRouteApi("/app/documents/$kind");

const payments = ["unpaid", "paid"] as const;
const deliveries = ["unsent", "sent"] as const;

export function DocumentsPage() {
  const { kind: place } = route.useParams();
  const search = route.useSearch();
  const bin = place === "recycle-bin";
  const known = documentPaths.find((path) => path === (bin ? (search.bin ?? "invoices") : place));
  if (!known) {
    return (
      <Page title={shared("place.documents")}>
        <EmptyState icon={FileText} title={t("no_such_kind")}>
          <Link to="/documents/$kind" params={{ kind: "invoices" }}>
            {t("see_invoices")}
          </Link>
        </EmptyState>
      </Page>
    );
  }
  return <Shelf place={place} kind={known} bin={bin} search={search} />;
}

interface ShelfProps {
  place: string;
  kind: DocumentPath;
  bin: boolean;
  search: DocumentsSearch;
}

function Shelf({ place, kind, bin, search }: ShelfProps) {
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const searchBox = useRef<HTMLInputElement>(null);
  const zone = useZone();
  const filter = filterOf(search);
  const shelf = { kind, voided: bin };
  const label = wordOf("documents", kind);
  const list = useInfiniteQuery(documentsQuery(shelf, filter, zone));
  const head = useQuery({ ...documentsHeadQuery(shelf, filter, zone), enabled: list.isSuccess });
  const loaded = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const live = useLiveList(loaded, head.data);
  const columns = useMemo(() => documentColumns(kind, bin), [kind, bin]);

  const setSearch = (change: Partial<DocumentsSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...change }), replace: true, resetScroll: false });
  const clear = () => void navigate({ search: { bin: search.bin }, replace: true });
  const open = (id: string) =>
    void navigate({
      search: (old) => ({ ...old, document: id }),
      replace: search.document !== undefined,
      resetScroll: false,
    });
  const showNew = () => void client.resetQueries({ queryKey: documentsQuery(shelf, filter, zone).queryKey });
  useListKeys({ ids: live.rows.map((row) => row.id), openId: search.document, onOpen: open, search: searchBox });

  return (
    <Page
      title={shared("place.documents")}
      fill
      actions={<ExportLink href={csvAddress(`documents/${kind}`, { ...queryOf(filter, zone), voided: bin })} />}
      aside={
        list.isSuccess && <FreshButton fresh={live.fresh} gone={live.gone.size} more={live.more} onShow={showNew} />
      }
    >
      <TabLinks label={t("kinds")}>
        {documentPaths.map((path) => (
          <Link
            key={path}
            to="/documents/$kind"
            params={{ kind: path }}
            aria-current={place === path ? "page" : undefined}
          >
            {wordOf("documents", path)}
          </Link>
        ))}
        <Link to="/documents/$kind" params={{ kind: "recycle-bin" }} aria-current={bin ? "page" : undefined}>
          <Trash2 size={14} aria-hidden /> {shared("documents.recycle-bin")}
        </Link>
      </TabLinks>
      <FilterBar label={t("filter")}>
        {bin && (
          <FilterSelect
            label={t("kind")}
            value={kind}
            onChange={(bin) => setSearch({ bin, document: undefined })}
            options={documentPaths.map((path) => ({ value: path, label: wordOf("documents", path) }))}
            width={170}
          />
        )}
        <SearchInput
          label={t("search")}
          placeholder={t("search_placeholder")}
          value={search.q}
          onChange={(q) => setSearch({ q })}
          inputRef={searchBox}
        />
        <SpanSelect from={search.from} to={search.to} zone={zone} none={shared("all_days")} onChange={setSearch} />
        <ConnectionSelect value={search.connection} onChange={(connection) => setSearch({ connection })} />
        <ChannelSelect value={search.channel} onChange={(channel) => setSearch({ channel })} />
        {kind === "invoices" && (
          <>
            <FilterSelect
              label={t("payment")}
              all={t("all")}
              value={search.payment}
              onChange={(payment) => setSearch({ payment })}
              options={payments.map((value) => ({ value, label: wordOf("payment", value) }))}
              width={100}
            />
            <FilterSelect
              label={t("delivery")}
              all={t("all")}
              value={search.delivery}
              onChange={(delivery) => setSearch({ delivery })}
              options={deliveries.map((value) => ({ value, label: wordOf("delivery", value) }))}
              width={100}
            />
          </>
        )}
        {isFiltered(filter) && (
          <Button size="xs" variant="subtle" onClick={clear}>
            {shared("clear")}
          </Button>
        )}
      </FilterBar>
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
          ) : bin ? (
            <EmptyState icon={Trash2} title={t("none_voided", { documents: within(label) })}>
              {t("none_voided_what")}
            </EmptyState>
          ) : (
            <EmptyState icon={FileText} title={t("none", { documents: within(label) })}>
              {t("none_what")}
            </EmptyState>
          )}
        </div>
      ) : (
        <DataTable<DocumentView>
          name={`documents-${kind}${bin ? "-voided" : ""}`}
          label={bin ? t("bin_table", { documents: label }) : label}
          columns={columns}
          rows={live.rows}
          id={(row) => row.id}
          onOpen={(row) => open(row.id)}
          openId={search.document}
          gone={live.gone}
          card={(row) => <DocumentCard document={row} />}
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
      {search.document && (
        <DocumentDrawer kind={kind} id={search.document} onClose={() => setSearch({ document: undefined })} />
      )}
    </Page>
  );
}
