import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";

import { Page } from "@/components/ui/page";
import { ErrorState, ListSkeleton } from "@/components/ui/states";
import { useMayOperate } from "@/lib/session";
import { useHotkeys } from "@/lib/use-hotkeys";

import { useOrderActions } from "./actions";
import { orderQuery } from "./api";
import { OrderDetails } from "./order-details";
import { t } from "./words";

const route = getRouteApi("/app/orders/$id");

export function OrderPage() {
  const { id } = route.useParams();
  const { data, error, isPending, refetch } = useQuery(orderQuery(id));
  const mayOperate = useMayOperate();
  const { rerun } = useOrderActions();
  useHotkeys(mayOperate && data ? { r: () => rerun.mutate({ id, verb: "fetch" }) } : {});
  return (
    <Page
      title={data ? t("order_named", { number: data.number || data.ref }) : t("order")}
      aside={
        <Link to="/orders" search={{ tab: "all" }}>
          {t("all_orders")}
        </Link>
      }
    >
      {isPending ? (
        <div className="card">
          <ListSkeleton label={t("loading_order")} />
        </div>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <OrderDetails order={data} wide />
      )}
    </Page>
  );
}
