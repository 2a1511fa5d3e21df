import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api";
import { span } from "@/lib/dates";
import type { NoticeRule, NoticeRules } from "@/lib/types";

import type { NoticesFilter } from "./search";

const pageSize = 50;

/** Whose rules: one's own, or the account's, which belong to no member. */
export type Whose = NoticeRules["of"];

export const rulesQuery = (of: Whose) =>
  queryOptions({
    queryKey: ["notices", "rules", of],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/notices/rules", { params: { query: { of } }, signal })),
  });

/** Replaces the whole list. A rule that names its id and no address keeps the address it has. */
export const saveRules = (of: Whose, rules: NoticeRule[]) =>
  unwrap(api.PUT("/api/v1/notices/rules", { params: { query: { of } }, body: { rules } }));

/** Sends a test at once: by a rule, or to one's own mail address. */
export const testNotice = (rule: string | undefined) => unwrap(api.POST("/api/v1/notices/test", { body: { rule } }));

function params({ from, to, ...filter }: NoticesFilter, zone: string, cursor?: string) {
  return { query: { ...filter, ...span(from, to, zone), limit: pageSize, cursor: cursor || undefined } };
}

export const noticesQuery = (filter: NoticesFilter, zone: string) =>
  infiniteQueryOptions({
    queryKey: ["notices", "list", filter, zone],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/api/v1/notices", { params: params(filter, zone, pageParam), signal })),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor || undefined,
    staleTime: Infinity,
    gcTime: 0,
  });

export const noticesHeadQuery = (filter: NoticesFilter, zone: string) =>
  queryOptions({
    queryKey: ["notices", "head", filter, zone],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/notices", { params: params(filter, zone), signal })),
    gcTime: 0,
  });

export const noticeQuery = (id: string) =>
  queryOptions({
    queryKey: ["notices", "one", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/notices/{id}", { params: { path: { id } }, signal })),
  });
