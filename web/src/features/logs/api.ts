import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api";
import { span } from "@/lib/dates";
import type { ActionResult, EntrySelection } from "@/lib/types";

import { askOf, type LogsFilter } from "./search";

const pageSize = 50;

/** The page's filters as the hub takes them. */
export function queryOf(filter: LogsFilter, zone: string) {
  const { from, to, ...rest } = askOf(filter);
  return { ...rest, ...span(from, to, zone) };
}

function params(filter: LogsFilter, zone: string, cursor?: string) {
  return { query: { ...queryOf(filter, zone), limit: pageSize, cursor: cursor || undefined } };
}

/** The filter as a bulk action takes it: everything that the list would show. */
export const selectionOf = (filter: LogsFilter, zone: string): EntrySelection => queryOf(filter, zone);

/** The entries the reader has loaded. Not refreshed by itself: the head below tells what is new. */
export const logsQuery = (filter: LogsFilter, zone: string) =>
  infiniteQueryOptions({
    queryKey: ["logs", "list", filter, zone],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/api/v1/logs", { params: params(filter, zone, pageParam), signal })),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor || undefined,
    staleTime: Infinity,
    // Coming back to the page starts afresh.
    gcTime: 0,
  });

/** The first page as it is now, refreshed by the live stream. */
export const logsHeadQuery = (filter: LogsFilter, zone: string) =>
  queryOptions({
    queryKey: ["logs", "head", filter, zone],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/logs", { params: params(filter, zone), signal })),
    gcTime: 0,
  });

export const logQuery = (id: string) =>
  queryOptions({
    queryKey: ["logs", "one", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/logs/{id}", { params: { path: { id } }, signal })),
  });

export type LogAction = "resolve" | "unresolve" | "rerun_fetch" | "rerun_stored" | "resolve_and_rerun";

export const actOnLogs = (action: LogAction, ids: string[]): Promise<ActionResult> =>
  unwrap(api.POST("/api/v1/logs/actions", { body: { action, ids } }));
