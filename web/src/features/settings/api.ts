import { queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api";
import type { Role } from "@/lib/types";

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
