import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";

import { notifyDone, notifyProblem } from "@/components/ui/notify";
import { api, unwrap } from "@/lib/api";
import type { Completeness } from "@/lib/types";

import type { Kind } from "./search";
import { t } from "./words";

const checking = (ledger: Completeness | undefined) => ledger?.connections.some((shop) => shop.check) ?? false;

/** The ledger of a span of days; asked often while a check is under way, so that its progress is seen. */
export const ledgerQuery = (from: string, to: string, connection?: string) =>
  queryOptions({
    queryKey: ["completeness", "ledger", from, to, connection],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/completeness", { params: { query: { from, to, connection } }, signal })),
    refetchInterval: ({ state }) => (checking(state.data) ? 1_500 : 60_000),
    placeholderData: keepPreviousData,
  });

/** The orders behind a figure of a day. They stay as they are until a check has looked at the day again. */
export const itemsQuery = (connection: string, day: string, kind: Kind, checkedAt: string) =>
  infiniteQueryOptions({
    queryKey: ["completeness", "items", connection, day, kind, checkedAt],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/api/v1/completeness/{connection}/{day}", {
          params: { path: { connection, day }, query: { kind, limit: 50, cursor: pageParam || undefined } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor || undefined,
    staleTime: Infinity,
    gcTime: 0,
  });

export interface CheckAsk {
  connections: string[];
  from: string;
  to: string;
}

/** Check now, shop after shop: one that refuses (it is paused) does not keep the others from it. */
export function useCheck() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ connections, from, to }: CheckAsk) => {
      const refused: unknown[] = [];
      for (const connection of connections) {
        try {
          await unwrap(api.POST("/api/v1/completeness/check", { body: { connection, from, to } }));
        } catch (error) {
          refused.push(error);
        }
      }
      return refused;
    },
    onSuccess: async (refused, { connections }) => {
      refused.slice(0, 3).forEach(notifyProblem);
      if (refused.length < connections.length)
        notifyDone(t("check_begun", { count: connections.length - refused.length }));
      await client.invalidateQueries({ queryKey: ["completeness", "ledger"] });
    },
  });
}
