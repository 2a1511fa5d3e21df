import { queryOptions } from "@tanstack/react-query";

import { api, tagged, type Tagged, unwrap } from "@/lib/api";
import type { Policy, PolicyPreview } from "@/lib/types";

export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: ["connections", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/connections/{id}", { params: { path: { id } }, signal })),
  });

export const removeConnection = (id: string, reason: string) =>
  unwrap(api.POST("/api/v1/connections/{id}/remove", { params: { path: { id } }, body: { reason } }));

export const policyQuery = (id: string) =>
  queryOptions({
    queryKey: ["connections", id, "policy"],
    queryFn: ({ signal }) => tagged(api.GET("/api/v1/connections/{id}/policy", { params: { path: { id } }, signal })),
  });

/** Saves what was made of the policy with that tag; refused (412) when somebody has changed it since. */
export function savePolicy(id: string, policy: Policy, tag: string): Promise<Tagged<Policy>> {
  const params = { path: { id }, header: tag ? { "If-Match": tag } : {} };
  return tagged(api.PUT("/api/v1/connections/{id}/policy", { params, body: policy }));
}

/** How many days back a policy is tried on. */
export const previewDays = 7;

export function previewPolicy(id: string, policy: Policy): Promise<PolicyPreview> {
  const params = { path: { id }, query: { days: previewDays } };
  return unwrap(api.POST("/api/v1/connections/{id}/policy/preview", { params, body: policy }));
}

/** Lets a shop be read that was connected to be started by a person. */
export const startConnection = (id: string) =>
  unwrap(api.POST("/api/v1/connections/{id}/resume", { params: { path: { id } } }));
