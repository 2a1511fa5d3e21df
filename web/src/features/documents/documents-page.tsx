import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { FileText, Trash2 } from "lucide-react";
import { useMemo, useRef } from "react";

import { ConnectionSelect } from "@/components/connection-select";
import { DataTable } from "@/components/ui/data-table";
import { FilterSelect } from "@/components/ui/filter-select";
import { FilterBar, FreshButton, LoadMore, SearchInput } from "@/components/ui/list-parts";
import { Page } from "@/components/ui/page";
import { EmptyState, ErrorState, ListSkeleton, NothingMatches } from "@/components/ui/states";
import { TabLinks } from "@/components/ui/tab-links";
import type { DocumentView } from "@/lib/types";
import { useListKeys } from "@/lib/use-list-keys";
import { useLiveList } from "@/lib/use-live-list";
import { documentPaths, type DocumentPath } from "@/lib/words";

import { documentsHeadQuery, documentsQuery } from "./api";
import { DocumentDrawer } from "./document-drawer";
import { DocumentCard, documentColumns } from "./documents-rows";
import { type DocumentsSearch, filterOf, isFiltered } from "./search";

const route = getRouteApi("/app/documents/$kind");

const payments = [
  { value: "unpaid", label: "Unpaid" },
  { value: "paid", label: "Paid" },
] as const;
const deliveries = [
  { value: "unsent", label: "Unsent" },
  { value: "sent", label: "Sent" },
] as const;

export function DocumentsPage() {
  const { kind: place } = route.useParams();
  const search = route.useSearch();
  const bin = place === "recycle-bin";
  const known = documentPaths.find((p) => p.path === (bin ? (search.bin ?? "invoices") : place));
  if (!known) {
    return (
      <Page title="Documents">
        <EmptyState icon={FileText} title="There is no such kind of document">
          <Link to="/documents/$kind" params={{ kind: "invoices" }}>
            See the invoices
          </Link>
        </EmptyState>
      </Page>
    );
  }
  return <Shelf place={place} kind={known.path} label={known.label} bin={bin} search={search} />;
}

interface ShelfProps {
  place: string;
  kind: DocumentPath;
  label: string;
  bin: boolean;
  search: DocumentsSearch;
}

function Shelf({ place, kind, label, bin, search }: ShelfProps) {
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const searchBox = useRef<HTMLInputElement>(null);
  const filter = filterOf(search);
  const shelf = { kind, voided: bin };
  const list = useInfiniteQuery(documentsQuery(shelf, filter));
  const head = useQuery({ ...documentsHeadQuery(shelf, filter), enabled: list.isSuccess });
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
  const showNew = () => void client.resetQueries({ queryKey: documentsQuery(shelf, filter).queryKey });
  useListKeys({ ids: live.rows.map((row) => row.id), openId: search.document, onOpen: open, search: searchBox });

  return (
    <Page
      title="Documents"
      fill
      aside={
        list.isSuccess && <FreshButton fresh={live.fresh} gone={live.gone.size} more={live.more} onShow={showNew} />
      }
    >
      <TabLinks label="Kinds of documents">
        {documentPaths.map((p) => (
          <Link
            key={p.path}
            to="/documents/$kind"
            params={{ kind: p.path }}
            aria-current={place === p.path ? "page" : undefined}
          >
            {p.label}
          </Link>
        ))}
        <Link to="/documents/$kind" params={{ kind: "recycle-bin" }} aria-current={bin ? "page" : undefined}>
          <Trash2 size={14} aria-hidden /> Recycle bin
        </Link>
      </TabLinks>
      <FilterBar label="Filter the documents">
        {bin && (
          <FilterSelect
            label="Kind"
            value={kind}
            onChange={(bin) => setSearch({ bin, document: undefined })}
            options={documentPaths.map((p) => ({ value: p.path, label: p.label }))}
            width={170}
          />
        )}
        <SearchInput
          label="Search"
          placeholder="Number, order, buyer  ( / )"
          value={search.q}
          onChange={(q) => setSearch({ q })}
          inputRef={searchBox}
        />
        <ConnectionSelect value={search.connection} onChange={(connection) => setSearch({ connection })} />
        {kind === "invoices" && (
          <>
            <FilterSelect
              label="Payment"
              all="All"
              value={search.payment}
              onChange={(payment) => setSearch({ payment })}
              options={payments}
              width={100}
            />
            <FilterSelect
              label="Delivery"
              all="All"
              value={search.delivery}
              onChange={(delivery) => setSearch({ delivery })}
              options={deliveries}
              width={100}
            />
          </>
        )}
        {isFiltered(filter) && (
          <Button size="xs" variant="subtle" onClick={clear}>
            Clear
          </Button>
        )}
      </FilterBar>
      {list.isPending ? (
        <div className="card">
          <ListSkeleton label="Loading documents" />
        </div>
      ) : list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : live.rows.length === 0 ? (
        <div className="card">
          {isFiltered(filter) ? (
            <NothingMatches what="documents" onClear={clear} />
          ) : bin ? (
            <EmptyState icon={Trash2} title={`No voided ${label.toLowerCase()}`}>
              What is voided waits here and can be restored.
            </EmptyState>
          ) : (
            <EmptyState icon={FileText} title={`No ${label.toLowerCase()} yet`}>
              The hub writes them as orders come in.
            </EmptyState>
          )}
        </div>
      ) : (
        <DataTable<DocumentView>
          name={`documents-${kind}${bin ? "-voided" : ""}`}
          label={bin ? `Recycle bin: ${label}` : label}
          columns={columns}
          rows={live.rows}
          id={(row) => row.id}
          onOpen={(row) => open(row.id)}
          openId={search.document}
          gone={live.gone}
          card={(row) => <DocumentCard document={row} />}
          footer={
            <LoadMore
              loaded={live.rows.length}
              what="document"
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
