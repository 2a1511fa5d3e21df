import { queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api";

export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: ["connections", id],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/connections/{id}", { params: { path: { id } }, signal })),
  });

export const cyclesQuery = (connection: string) =>
  queryOptions({
    queryKey: ["cycles", connection],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET("/api/v1/cycles", { params: { query: { connection, limit: 20 } }, signal }))).items,
  });
