import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api";
import { span } from "@/lib/dates";
import type { CancelAnswer, Choice, OrderSelection } from "@/lib/types";

import type { OrdersFilter } from "./search";

const pageSize = 50;

/** The page's filters as the hub takes them. */
export function queryOf({ tab, from, to, ...filter }: OrdersFilter, zone: string) {
  // "all" is every tab at once; the hub knows it as no tab.
  return { ...filter, tab: tab === "all" ? undefined : (tab ?? "new"), ...span(from, to, zone) };
}

function params(filter: OrdersFilter, zone: string, cursor?: string) {
  return { query: { ...queryOf(filter, zone), limit: pageSize, cursor: cursor || undefined } };
}

/** The filter as a bulk action takes it: everything that the list would show. */
export function selectionOf({ tab, from, to, ...filter }: OrdersFilter, zone: string): OrderSelection {
  return { ...filter, tab: tab === "all" ? undefined : tab, ...span(from, to, zone) };
}

/** The orders the reader has loaded. Not refreshed by itself: the head below tells what is new. */
export const ordersQuery = (filter: OrdersFilter, zone: string) =>
  infiniteQueryOptions({
    queryKey: ["orders", "list", filter, zone],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/api/v1/orders", { params: params(filter, zone, pageParam), signal })),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor || undefined,
    staleTime: Infinity,
    gcTime: 0,
  });

/** The first page as it is now, refreshed by the live stream. */
export const ordersHeadQuery = (filter: OrdersFilter, zone: string) =>
  queryOptions({
    queryKey: ["orders", "head", filter, zone],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/orders", { params: params(filter, zone), signal })),
    gcTime: 0,
  });

/** How many orders stand in each tab, over all connections. */
export const tabsQuery = queryOptions({
  queryKey: ["orders", "tabs"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/orders/tabs", { signal }))).tabs,
});

export const orderQuery = (id: string) =>
  queryOptions({
    queryKey: ["orders", "one", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/orders/{id}", { params: { path: { id } }, signal })),
  });

export const rerunOrder = (id: string, verb: "fetch" | "stored", reason?: string) =>
  unwrap(api.POST("/api/v1/orders/{id}/rerun", { params: { path: { id } }, body: { verb, reason } }));

export const decideOrder = (id: string, choice: Choice, reason: string) =>
  unwrap(api.POST("/api/v1/orders/{id}/decide", { params: { path: { id } }, body: { choice, reason } }));

export const answerCancel = (id: string, answer: CancelAnswer, reason: string) =>
  unwrap(api.POST("/api/v1/orders/{id}/answer-cancel", { params: { path: { id } }, body: { answer, reason } }));

export const overrideLine = (id: string, line: string, sku: string, reason: string) =>
  unwrap(api.POST("/api/v1/orders/{id}/override", { params: { path: { id } }, body: { line, sku, reason } }));

export const releaseOrder = (id: string, reason: string) =>
  unwrap(api.POST("/api/v1/orders/{id}/release", { params: { path: { id } }, body: { reason } }));

export const downloadOrder = (connection: string, ref: string, reason: string) =>
  unwrap(api.POST("/api/v1/orders/download", { body: { connection, ref, reason: reason || undefined } }));
