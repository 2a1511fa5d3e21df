import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ClipboardCheck, RefreshCw } from "lucide-react";
import { useState } from "react";

import { ProvenBadge } from "@/components/proven-badge";
import { FilterSelect } from "@/components/ui/filter-select";
import { Page } from "@/components/ui/page";
import { Rich } from "@/components/ui/rich";
import { EmptyState, ErrorState, ListSkeleton } from "@/components/ui/states";
import { addDays, dateIn } from "@/lib/dates";
import { useMayOperate, useZone } from "@/lib/session";
import type { Completeness } from "@/lib/types";
import { useListKeys } from "@/lib/use-list-keys";
import { shared } from "@/lib/words";

import { ledgerQuery, useCheck } from "./api";
import classes from "./completeness.module.css";
import { DayDrawer } from "./day-drawer";
import { cellId, DayList, Grid, Legend } from "./grid";
import type { CompletenessSearch } from "./search";
import { gridDays } from "./verdict";
import { t } from "./words";

const route = getRouteApi("/app/completeness");

const docs = "https://github.com/tillbridge/tillbridge/blob/main/docs/completeness.md";

/** Is every order of every shop in the books, and up to when is that proven? */
export function CompletenessPage() {
  const { days = "7" } = route.useSearch();
  const navigate = route.useNavigate();
  const zone = useZone();
  const [now] = useState(() => Date.now());
  const to = dateIn(zone, now);
  const from = addDays(to, 1 - Number(days));
  const { data, error, isPending, refetch } = useQuery(ledgerQuery(from, to));
  return (
    <Page
      title={shared("place.completeness")}
      aside={data && data.connections.length > 0 && <ProvenBadge until={data.proven_until} />}
      actions={
        <FilterSelect
          label={t("days")}
          value={days}
          options={[
            { value: "7", label: t("last_7") },
            { value: "30", label: t("last_30") },
          ]}
          onChange={(next) => void navigate({ search: (old) => ({ ...old, days: next }), replace: true })}
          width={100}
        />
      }
    >
      <p className={classes.what}>
        <Rich
          say={t}
          text="what"
          // The words of the link stand in the text.
          // eslint-disable-next-line jsx-a11y/anchor-has-content
          parts={{ docs: <a href={docs} target="_blank" rel="noreferrer" /> }}
        />
      </p>
      {isPending ? (
        <div className="card">
          <ListSkeleton rows={4} label={t("loading")} />
        </div>
      ) : error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        data && <Loaded ledger={data} from={from} to={to} />
      )}
    </Page>
  );
}

function Loaded({ ledger, from, to }: { ledger: Completeness; from: string; to: string }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const mayOperate = useMayOperate();
  const check = useCheck();
  const days = gridDays(from, to, addDays);
  const shops = ledger.connections;
  const openId = search.shop && search.day ? cellId(search.shop, search.day) : undefined;
  const set = (change: Partial<CompletenessSearch>, replace: boolean) =>
    void navigate({ search: (old) => ({ ...old, ...change }), replace, resetScroll: false });
  const open = (id: string) => {
    const [shop, day] = id.split("~");
    set({ shop, day, kind: undefined }, openId !== undefined);
  };
  const phone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  const Ledger = phone ? DayList : Grid;
  // As they stand on the page: day by day where it is narrow, else shop by shop.
  const ids = phone
    ? days.flatMap((day) => shops.map((shop) => cellId(shop.connection, day)))
    : shops.flatMap((shop) => days.map((day) => cellId(shop.connection, day)));
  useListKeys({ ids, openId, onOpen: open });
  if (shops.length === 0) {
    return (
      <div className="card">
        <EmptyState
          icon={ClipboardCheck}
          title={t("none")}
          action={<Link to="/settings/connections/new">{shared("connect_a_shop")}</Link>}
        >
          {t("none_what")}
        </EmptyState>
      </div>
    );
  }
  const asking = check.isPending ? check.variables.connections : [];
  return (
    <>
      {mayOperate && (
        <div>
          <Button
            size="xs"
            variant="default"
            leftSection={<RefreshCw size={14} aria-hidden />}
            loading={asking.length > 1}
            onClick={() => check.mutate({ connections: shops.map((shop) => shop.connection), from, to })}
          >
            {t("check_all")}
          </Button>
        </div>
      )}
      <Ledger shops={shops} days={days} openId={openId} asking={asking} onCheck={(ask) => check.mutate(ask)} />
      <Legend />
      {search.shop && search.day && (
        <DayDrawer
          connection={search.shop}
          name={shops.find((shop) => shop.connection === search.shop)?.connection_name ?? search.shop}
          day={search.day}
          kind={search.kind}
          onClose={() => set({ shop: undefined, day: undefined, kind: undefined }, true)}
        />
      )}
    </>
  );
}
