import { queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api";
import type { Role } from "@/lib/types";

export const usersQuery = queryOptions({
  queryKey: ["users"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/users", { signal }))).items,
});

export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/tokens", { signal }))).items,
});

export const createToken = (body: { name: string; role: Role }) => unwrap(api.POST("/api/v1/tokens", { body }));

export const deleteToken = (id: string) => unwrap(api.DELETE("/api/v1/tokens/{id}", { params: { path: { id } } }));
