import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { EmptyState } from "@/components/ui/states";
import { connectionsQuery } from "@/lib/queries";
import type { ForgottenView } from "@/lib/types";

import classes from "./buyers.module.css";
import { t } from "./words";

/** The orders that a request is about, each a link to look at before. */
export function OrdersFound({ orders }: { orders: ForgottenView["orders"] }) {
  const { data = [] } = useQuery(connectionsQuery);
  if (orders.length === 0) return <EmptyState title={t("none_found")}>{t("none_found_what")}</EmptyState>;
  const nameOf = (connection: string) => data.find((c) => c.id === connection)?.name ?? "";
  return (
    <Stack gap={4}>
      <strong>{t("found", { count: orders.length })}</strong>
      <ul className={classes.orders} aria-label={t("orders")}>
        {orders.map((order) => (
          <li key={order.id}>
            <Link to="/orders/$id" params={{ id: order.id }} className="mono">
              {order.number || order.ref}
            </Link>{" "}
            <span className="quiet">{nameOf(order.connection)}</span>
          </li>
        ))}
      </ul>
    </Stack>
  );
}
