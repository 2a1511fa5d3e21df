import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api";
import { span } from "@/lib/dates";

export interface ReportAsk {
  from: string;
  to: string;
  operation?: string;
  connection?: string;
  channel?: string;
}

export const reportQuery = ({ from, to, operation, connection, channel }: ReportAsk, zone: string) =>
  queryOptions({
    queryKey: ["report", from, to, operation, connection, channel, zone],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/report", {
          params: { query: { ...span(from, to, zone), operation, connection, channel } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
