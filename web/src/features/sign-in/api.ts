import { queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api";

export interface Credentials {
  email: string;
  password: string;
}

export const signIn = (body: Credentials) => unwrap(api.POST("/api/v1/session", { body }));

/** How one can come in here besides by password. */
export const waysQuery = queryOptions({
  queryKey: ["ways-in"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/session/ways", { signal })),
  staleTime: Infinity,
});

/** What a one-time link is for. Errors: 403 for one that is used, withdrawn or too old. */
export const linkQuery = (token: string) =>
  queryOptions({
    queryKey: ["link", token],
    // Its token stands in the body: an address ends up in logs.
    queryFn: ({ signal }) => unwrap(api.POST("/api/v1/setup/look", { body: { token }, signal })),
    enabled: token !== "",
    staleTime: Infinity,
    gcTime: 0,
    // Each look counts as a guess.
    retry: false,
    refetchOnWindowFocus: false,
  });

export interface Newcomer extends Credentials {
  token: string;
  name: string;
}

export const setUp = (body: Newcomer) => unwrap(api.POST("/api/v1/setup", { body }));
