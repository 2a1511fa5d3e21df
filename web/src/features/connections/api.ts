import { queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api";
import type { Policy } from "@/lib/types";

export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: ["connections", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/connections/{id}", { params: { path: { id } }, signal })),
  });

export const policyQuery = (id: string) =>
  queryOptions({
    queryKey: ["connections", id, "policy"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/connections/{id}/policy", { params: { path: { id } }, signal })),
  });

export function savePolicy(id: string, policy: Policy): Promise<Policy> {
  return unwrap(api.PUT("/api/v1/connections/{id}/policy", { params: { path: { id } }, body: policy }));
}
