import { queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "./api";
import { Problem } from "./problem";
import type { ConnectionStatus, Session } from "./types";

// What more than one feature asks for.

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await unwrap(api.GET("/api/v1/session", { signal }));
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

/** Workers, lanes, and how much needs a person. The live stream refreshes it; the interval is for when that is down. */
export const statusQuery = queryOptions({
  queryKey: ["status"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/status", { signal })),
  refetchInterval: (query) =>
    query.state.data?.connections.some((c) => c.lanes.some((lane) => lane.running)) ? 2_000 : 15_000,
});

export const connectionsQuery = queryOptions({
  queryKey: ["connections"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/connections", { signal }))).items,
  staleTime: 60_000,
});

export const channelsQuery = queryOptions({
  queryKey: ["channels"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/channels", { signal }))).items,
  staleTime: Infinity,
});

/** How many issues stand in each state. */
export const issueStatesQuery = queryOptions({
  queryKey: ["issues", "states"],
  queryFn: async ({ signal }) => {
    const { states } = await unwrap(api.GET("/api/v1/issues/states", { signal }));
    return Object.fromEntries(states.map(({ state, count }) => [state, count]));
  },
  staleTime: 15_000,
});

/** The states in which an issue needs a person. */
export const needyStates = ["open", "regressed"] as const;

/** The bulk actions begun last; asked for often while one is at work. */
export const bulksQuery = queryOptions({
  queryKey: ["bulk", "list"],
  queryFn: async ({ signal }) =>
    (await unwrap(api.GET("/api/v1/bulk", { params: { query: { limit: 5 } }, signal }))).items,
  staleTime: 60_000,
  refetchInterval: (query) => (query.state.data?.some((bulk) => bulk.state === "running") ? 2_000 : false),
});

/** One bulk action, followed until its end. */
export const bulkQuery = (id: string) =>
  queryOptions({
    queryKey: ["bulk", "one", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/bulk/{id}", { params: { path: { id } }, signal })),
    refetchInterval: (query) => (query.state.data?.state === "running" ? 700 : false),
  });

/** A shop that was connected to be started by a person, and of which nothing was read yet. */
export const neverStarted = ({ state, lanes }: ConnectionStatus): boolean =>
  state === "paused" && lanes.every((lane) => !lane.last_success_at && !lane.last_cycle && !lane.running);
