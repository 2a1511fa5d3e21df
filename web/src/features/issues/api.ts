import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api";
import { needyStates } from "@/lib/queries";
import type { Choice, IssueDetail, IssueView } from "@/lib/types";

import type { IssuesFilter, IssueTab } from "./search";

const pageSize = 50;
const ordersAtATime = 20;

function statesOf(tab: IssueTab = "needs_you"): IssueView["state"][] | undefined {
  if (tab === "all") return undefined;
  return tab === "needs_you" ? [...needyStates] : [tab];
}

function params({ tab, ...filter }: IssuesFilter, cursor?: string) {
  return { query: { ...filter, state: statesOf(tab), limit: pageSize, cursor: cursor || undefined } };
}

// The hub reads states with commas between them.
const querySerializer = { array: { style: "form", explode: false } } as const;

/** The issues the reader has loaded. Not refreshed by itself: the head below tells what is new. */
export const issuesQuery = (filter: IssuesFilter) =>
  infiniteQueryOptions({
    queryKey: ["issues", "list", filter],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/api/v1/issues", { params: params(filter, pageParam), querySerializer, signal })),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor || undefined,
    staleTime: Infinity,
    gcTime: 0,
  });

/** The first page as it is now, refreshed by the live stream. */
export const issuesHeadQuery = (filter: IssuesFilter) =>
  queryOptions({
    queryKey: ["issues", "head", filter],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/issues", { params: params(filter), querySerializer, signal })),
    gcTime: 0,
  });

export const issueQuery = (id: string) =>
  queryOptions({
    queryKey: ["issues", "one", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/issues/{id}", { params: { path: { id } }, signal })),
  });

/** The orders that an issue holds up, page by page. */
export const heldOrdersQuery = (issue: string) =>
  infiniteQueryOptions({
    queryKey: ["issues", "one", issue, "orders"],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/api/v1/orders", {
          params: { query: { issue, limit: ordersAtATime, cursor: pageParam || undefined } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor || undefined,
  });

/** The members one can give an issue to; only owners may list them. */
export const membersQuery = queryOptions({
  queryKey: ["users"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/users", { signal }))).items,
  staleTime: 60_000,
});

const at = (id: string) => ({ params: { path: { id } } });

export interface Snooze {
  /** RFC 3339. */
  until?: string;
  /** So many more failures. */
  more?: number;
}

/** What changes an issue; each answers it as it is then. */
export type Change =
  | { do: "acknowledge" }
  | { do: "reopen" }
  | { do: "assign"; member: string }
  | { do: "comment"; text: string }
  | ({ do: "snooze" } & Snooze);

export function changeIssue(id: string, change: Change): Promise<IssueDetail> {
  switch (change.do) {
    case "acknowledge":
      return unwrap(api.POST("/api/v1/issues/{id}/acknowledge", at(id)));
    case "reopen":
      return unwrap(api.POST("/api/v1/issues/{id}/reopen", at(id)));
    case "assign":
      return unwrap(api.POST("/api/v1/issues/{id}/assign", { ...at(id), body: { member: change.member } }));
    case "comment":
      return unwrap(api.POST("/api/v1/issues/{id}/comment", { ...at(id), body: { text: change.text } }));
    case "snooze":
      return unwrap(
        api.POST("/api/v1/issues/{id}/snooze", { ...at(id), body: { until: change.until, more: change.more } }),
      );
  }
}

export const resolveIssue = async (id: string, reason: string) =>
  (await unwrap(api.POST("/api/v1/issues/{id}/resolve", { ...at(id), body: { reason } }))).bulk;

/** A way to fix, with what it needs. */
export type Fix =
  | { fix: "link"; sku: string; name: string }
  | { fix: "choose_method"; method: string }
  | { fix: "decide"; choice: Choice; reason: string }
  | { fix: "reconnect" | "rerun" };

export const fixIssue = async (id: string, body: Fix) =>
  (await unwrap(api.POST("/api/v1/issues/{id}/fix", { ...at(id), body }))).bulk;
