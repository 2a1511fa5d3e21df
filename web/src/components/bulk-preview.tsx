import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api";
import type { BulkRequest, PreviewView } from "@/lib/types";
import { count, operationLabel } from "@/lib/words";

import classes from "./bulk.module.css";
import { heldMoney } from "./held-money";
import { CodeBadge } from "./ui/badge";
import { ErrorState, ListSkeleton } from "./ui/states";
import { t } from "./words";

/** What an action would do, without doing it. Never kept: the shop moves on. */
export const previewQuery = (request: BulkRequest) =>
  queryOptions({
    queryKey: ["bulk", "preview", request],
    queryFn: ({ signal }) => unwrap(api.POST("/api/v1/bulk/preview", { body: request, signal })),
    staleTime: 0,
    gcTime: 0,
    placeholderData: keepPreviousData,
  });

/** How much of what, worth how much, and what is left out and why, before anything is done. */
export function BulkPreview({ request }: { request: BulkRequest }) {
  const { data, error, isPending, refetch } = useQuery(previewQuery(request));
  if (isPending) return <ListSkeleton rows={3} label={t("previewing")} />;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <Figures preview={data} ofOrders={request.orders !== undefined} />;
}

function Figures({ preview, ofOrders }: { preview: PreviewView; ofOrders: boolean }) {
  const worth = preview.held.filter(({ orders }) => orders > 0);
  return (
    <>
      <p className={classes.lead}>
        {preview.total === 0 ? t("preview_none") : t("preview_total", { n: count(preview.total) })}
        {preview.orders > 0 && ` ${t("preview_orders", { count: preview.orders })}`}
        {worth.length > 0 && ` ${t("preview_worth", { money: heldMoney(worth) })}`}
      </p>
      {/* Scrolls, so it must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ul className={classes.groups} aria-label={t("preview_groups")} tabIndex={0}>
        {preview.groups.map((group) => (
          <li key={`${group.operation} ${group.connection} ${group.code}`} className={classes.group}>
            <span className={`num ${classes.figure}`}>{count(group.n)}</span>
            <span>{ofOrders ? t("order_word") : operationLabel(group.operation)}</span>
            {group.code > 0 && <CodeBadge code={group.code} />}
            <span className="quiet">{group.connection_name}</span>
          </li>
        ))}
      </ul>
      {preview.skipped.map((skip) => (
        <p key={skip.reason} className={classes.note}>
          {t("left_out", { n: count(skip.n), why: skip.message })}
        </p>
      ))}
    </>
  );
}
