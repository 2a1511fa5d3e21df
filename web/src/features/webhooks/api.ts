import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api";
import { span } from "@/lib/dates";
import type { WebhookView } from "@/lib/types";

import type { DeliveriesFilter } from "./search";

const pageSize = 50;

export const webhooksQuery = queryOptions({
  queryKey: ["webhooks", "all"],
  queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/webhooks", { signal }))).items,
});

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: ["webhooks", "one", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/webhooks/{id}", { params: { path: { id } }, signal })),
  });

/** What a person says about an endpoint; no types: every type. */
export interface Endpoint {
  url: string;
  description: string;
  types: string[];
}

export const createWebhook = (body: Endpoint) => unwrap(api.POST("/api/v1/webhooks", { body }));

/** Changes all of it; the state stays as it is where none is given. */
export const changeWebhook = (id: string, body: Endpoint & { state?: WebhookView["state"] }) =>
  unwrap(api.PUT("/api/v1/webhooks/{id}", { params: { path: { id } }, body }));

export const deleteWebhook = (id: string) => unwrap(api.DELETE("/api/v1/webhooks/{id}", { params: { path: { id } } }));

export const rotateSecret = (id: string) =>
  unwrap(api.POST("/api/v1/webhooks/{id}/rotate", { params: { path: { id } } }));

export const testWebhook = (id: string) => unwrap(api.POST("/api/v1/webhooks/{id}/test", { params: { path: { id } } }));

/** Sends again what failed since a moment (RFC 3339); with all, also what was delivered. */
export const recover = (id: string, body: { since: string; all: boolean }) =>
  unwrap(api.POST("/api/v1/webhooks/{id}/recover", { params: { path: { id } }, body }));

function params(id: string, { from, to, ...filter }: DeliveriesFilter, zone: string, cursor?: string) {
  return { path: { id }, query: { ...filter, ...span(from, to, zone), limit: pageSize, cursor: cursor || undefined } };
}

export const deliveriesQuery = (id: string, filter: DeliveriesFilter, zone: string) =>
  infiniteQueryOptions({
    queryKey: ["webhooks", "list", id, filter, zone],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/api/v1/webhooks/{id}/deliveries", { params: params(id, filter, zone, pageParam), signal })),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor || undefined,
    staleTime: Infinity,
    gcTime: 0,
  });

export const deliveriesHeadQuery = (id: string, filter: DeliveriesFilter, zone: string) =>
  queryOptions({
    queryKey: ["webhooks", "head", id, filter, zone],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/webhooks/{id}/deliveries", { params: params(id, filter, zone), signal })),
    gcTime: 0,
  });

export const deliveryQuery = (id: string, delivery: string) =>
  queryOptions({
    queryKey: ["webhooks", "delivery", id, delivery],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/webhooks/{id}/deliveries/{delivery}", { params: { path: { id, delivery } }, signal })),
  });

export const replay = (id: string, delivery: string) =>
  unwrap(api.POST("/api/v1/webhooks/{id}/deliveries/{delivery}/replay", { params: { path: { id, delivery } } }));
