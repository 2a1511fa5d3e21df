import type { RowData } from "@tanstack/react-table";
import type { ReactNode } from "react";

import type { LiveList } from "@/lib/use-live-list";

import { type Column, DataTable } from "./data-table";
import { LoadMore } from "./list-parts";
import classes from "./paged-list.module.css";
import { ErrorState, ListSkeleton, NothingMatches } from "./states";

/** What a list needs of its query. */
interface Paged {
  isPending: boolean;
  isError: boolean;
  error: unknown;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  refetch: () => unknown;
  fetchNextPage: () => unknown;
}

interface PagedListProps<T> {
  name: string;
  label: string;
  list: Paged;
  live: LiveList<T>;
  columns: Column<T>[];
  card: (row: T) => ReactNode;
  onOpen?: (row: T) => void;
  openId?: string;
  /** Said while the first page is on its way. */
  loading: string;
  /** Below the rows: "50 messages loaded", or "12 messages, that is all". */
  loaded: (rows: number, more: boolean) => string;
  filtered: boolean;
  noMatch: string;
  onClear: () => void;
  /** Shown where there is nothing at all. */
  empty: ReactNode;
}

/** A keyset-paged list within a section, in each of its states: on its way, failed, empty, nothing matches, rows. */
export function PagedList<T extends RowData & { id: string }>(props: PagedListProps<T>) {
  const { list, live, filtered, noMatch, onClear, empty, loading, loaded, ...table } = props;
  if (list.isPending) {
    return (
      <div className="card">
        <ListSkeleton label={loading} />
      </div>
    );
  }
  if (list.isError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (live.rows.length === 0) {
    return <div className="card">{filtered ? <NothingMatches title={noMatch} onClear={onClear} /> : empty}</div>;
  }
  return (
    <div className={classes.frame}>
      <DataTable<T>
        {...table}
        rows={live.rows}
        id={(row) => row.id}
        gone={live.gone}
        footer={
          <LoadMore
            loaded={loaded(live.rows.length, list.hasNextPage)}
            hasMore={list.hasNextPage}
            loading={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
          />
        }
      />
    </div>
  );
}
