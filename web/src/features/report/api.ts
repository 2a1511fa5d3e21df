import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api";
import { span } from "@/lib/dates";

export interface ReportAsk {
  from: string;
  to: string;
  operation?: string;
  connection?: string;
}

export const reportQuery = ({ from, to, operation, connection }: ReportAsk, zone: string) =>
  queryOptions({
    queryKey: ["report", from, to, operation, connection, zone],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/report", { params: { query: { ...span(from, to, zone), operation, connection } }, signal }),
      ),
    placeholderData: keepPreviousData,
  });
