import { queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api";
import type { RetentionDays, Role } from "@/lib/types";

import type { Subject } from "./subjects";

export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/tokens", { signal }))).items,
});

export interface NewToken {
  name: string;
  role: Role;
  /** Parts of the API; none: all of them. */
  subjects: Subject[];
  /** RFC 3339; left out: it never ends. */
  expires_at?: string;
}

export const createToken = (body: NewToken) => unwrap(api.POST("/api/v1/tokens", { body }));

export const deleteToken = (id: string) => unwrap(api.DELETE("/api/v1/tokens/{id}", { params: { path: { id } } }));

export const retentionQuery = queryOptions({
  queryKey: ["account", "retention"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/account/retention", { signal })),
});

/** What would go with another retention; without one, with what the program's flags say. */
export const lossQuery = (days: RetentionDays | undefined) =>
  queryOptions({
    queryKey: ["account", "retention", "preview", days],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/account/retention/preview", { params: { query: days ?? {} }, signal })),
  });

/** Without days the choice is taken back. */
export const keepFor = (days: RetentionDays | undefined) =>
  days ? unwrap(api.PUT("/api/v1/account/retention", { body: days })) : unwrap(api.DELETE("/api/v1/account/retention"));
