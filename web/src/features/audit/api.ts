import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api";
import { span } from "@/lib/dates";

import type { AuditSearch } from "./search";

const pageSize = 50;

function params({ from, to, ...filter }: AuditSearch, zone: string, cursor?: string) {
  return { query: { ...filter, ...span(from, to, zone), limit: pageSize, cursor: cursor || undefined } };
}

export const auditQuery = (filter: AuditSearch, zone: string) =>
  infiniteQueryOptions({
    queryKey: ["audit", "list", filter, zone],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/api/v1/audit", { params: params(filter, zone, pageParam), signal })),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor || undefined,
    staleTime: Infinity,
    gcTime: 0,
  });

/** The first page as it is now. The live stream tells nothing of the audit trail, so it is asked for now and then. */
export const auditHeadQuery = (filter: AuditSearch, zone: string) =>
  queryOptions({
    queryKey: ["audit", "head", filter, zone],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/audit", { params: params(filter, zone), signal })),
    gcTime: 0,
    refetchInterval: 15_000,
  });
