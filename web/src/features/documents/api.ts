import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api";
import { span } from "@/lib/dates";
import type { DocumentPath } from "@/lib/words";

import type { DocumentsFilter } from "./search";

const pageSize = 50;

/** Which list: a kind, and whether its living documents or those in the recycle bin. */
export interface Shelf {
  kind: DocumentPath;
  voided: boolean;
}

/** The page's filters as the hub takes them. */
export function queryOf({ from, to, ...filter }: DocumentsFilter, zone: string) {
  return { ...filter, ...span(from, to, zone) };
}

function params({ kind, voided }: Shelf, filter: DocumentsFilter, zone: string, cursor?: string) {
  return {
    path: { kind },
    query: { ...queryOf(filter, zone), voided, limit: pageSize, cursor: cursor || undefined },
  };
}

export const documentsQuery = (shelf: Shelf, filter: DocumentsFilter, zone: string) =>
  infiniteQueryOptions({
    queryKey: ["documents", "list", shelf, filter, zone],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/api/v1/documents/{kind}", { params: params(shelf, filter, zone, pageParam), signal })),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor || undefined,
    staleTime: Infinity,
    gcTime: 0,
  });

export const documentsHeadQuery = (shelf: Shelf, filter: DocumentsFilter, zone: string) =>
  queryOptions({
    queryKey: ["documents", "head", shelf, filter, zone],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/documents/{kind}", { params: params(shelf, filter, zone), signal })),
    gcTime: 0,
  });

export const documentQuery = (kind: DocumentPath, id: string) =>
  queryOptions({
    queryKey: ["documents", "one", kind, id],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/documents/{kind}/{id}", { params: { path: { kind, id } }, signal })),
  });

export const voidDocument = (kind: DocumentPath, id: string, reason: string) =>
  unwrap(api.POST("/api/v1/documents/{kind}/{id}/void", { params: { path: { kind, id } }, body: { reason } }));

export const restoreDocument = (kind: DocumentPath, id: string, reason: string) =>
  unwrap(api.POST("/api/v1/documents/{kind}/{id}/restore", { params: { path: { kind, id } }, body: { reason } }));
