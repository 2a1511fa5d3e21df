import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { StageBadge } from "@/components/ui/badge";
import { Copyable } from "@/components/ui/copyable";
import { LoadMore } from "@/components/ui/list-parts";
import { ErrorState, ListSkeleton } from "@/components/ui/states";
import { When } from "@/components/ui/when";
import { money } from "@/lib/money";
import type { Order } from "@/lib/types";
import { shared, within } from "@/lib/words";

import { heldOrdersQuery } from "./api";
import classes from "./issues.module.css";
import { t } from "./words";

/** The orders that wait for this issue, twenty at a time. */
export function HeldOrders({ issue }: { issue: string }) {
  const list = useInfiniteQuery(heldOrdersQuery(issue));
  if (list.isPending) return <ListSkeleton rows={3} label={t("loading_orders")} />;
  if (list.isError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  const orders = list.data.pages.flatMap((page) => page.items);
  if (orders.length === 0) return <p className="quiet">{t("holds_nothing")}</p>;
  return (
    <>
      <ul className={classes.orders} aria-label={t("held_orders")}>
        {orders.map((order) => (
          <HeldOrder key={order.id} order={order} />
        ))}
      </ul>
      <LoadMore
        loaded={t(list.hasNextPage ? "orders_loaded" : "orders_loaded_all", { count: orders.length })}
        hasMore={list.hasNextPage}
        loading={list.isFetchingNextPage}
        onMore={() => void list.fetchNextPage()}
      />
    </>
  );
}

function HeldOrder({ order }: { order: Order }) {
  return (
    <li className={classes.order}>
      <Copyable value={order.number || order.ref} what={within(shared("order_number"))}>
        <Link to="/orders/$id" params={{ id: order.id }} className="mono">
          {order.number || order.ref}
        </Link>
      </Copyable>
      <StageBadge stage={order.stage} />
      <span className="quiet">{order.buyer}</span>
      <When at={order.updated_at} />
      <span className={`num ${classes.amount}`}>{money(order.total, order.currency)}</span>
    </li>
  );
}
