import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { RefreshCw } from "lucide-react";
import { Fragment, type ReactNode } from "react";

import { OrderName } from "@/components/order-name";
import { Badge, StageBadge } from "@/components/ui/badge";
import { Facts } from "@/components/ui/facts";
import { LoadMore } from "@/components/ui/list-parts";
import { Rich } from "@/components/ui/rich";
import { EmptyState, ErrorState, ListSkeleton } from "@/components/ui/states";
import { TabLinks } from "@/components/ui/tab-links";
import { When } from "@/components/ui/when";
import { money } from "@/lib/money";
import { useMayOperate } from "@/lib/session";
import type { CompletenessDay, CompletenessItem, CompletenessShop } from "@/lib/types";
import { count } from "@/lib/words";

import { itemsQuery, ledgerQuery, useCheck } from "./api";
import classes from "./completeness.module.css";
import { CheckProgress } from "./progress";
import { type Kind, kinds } from "./search";
import { figureOf, firstKind, verdictOf, verdictTones } from "./verdict";
import { t } from "./words";

interface DayDetailsProps {
  connection: string;
  day: string;
  kind: Kind | undefined;
  /** The address that shows another kind: the drawer and the page have different ones. */
  tab: (kind: Kind, current: boolean, children: ReactNode) => ReactNode;
}

/** A shop's day in the ledger: its figures, and the orders behind each of them. */
export function DayDetails({ connection, day, kind, tab }: DayDetailsProps) {
  const { data, error, isPending, refetch } = useQuery(ledgerQuery(day, day, connection));
  if (isPending) return <ListSkeleton label={t("loading_day")} />;
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const shop = data.connections[0];
  const found = shop?.days.find((one) => one.day === day);
  return (
    <div className={classes.details}>
      {shop && <Check shop={shop} day={day} />}
      {found ? (
        <Judged connection={connection} day={found} kind={kind ?? firstKind(found)} reasons={data.reasons} tab={tab} />
      ) : (
        <EmptyState title={t("verdict.not_judged")}>{t("not_judged_what")}</EmptyState>
      )}
    </div>
  );
}

function Check({ shop, day }: { shop: CompletenessShop; day: string }) {
  const mayOperate = useMayOperate();
  const check = useCheck();
  if (shop.check) return <CheckProgress check={shop.check} shop={shop.connection_name} />;
  if (!mayOperate) return null;
  return (
    <div>
      <Button
        size="xs"
        variant="default"
        leftSection={<RefreshCw size={14} aria-hidden />}
        loading={check.isPending}
        onClick={() => check.mutate({ connections: [shop.connection], from: day, to: day })}
      >
        {t("check_now")}
      </Button>
    </div>
  );
}

interface JudgedProps {
  connection: string;
  day: CompletenessDay;
  kind: Kind;
  /** What reasons read like. */
  reasons: Record<string, string>;
  tab: DayDetailsProps["tab"];
}

function Judged({ connection, day, kind, reasons, tab }: JudgedProps) {
  const verdict = verdictOf(day);
  return (
    <>
      <div>
        <Badge tone={verdictTones[verdict]} dot>
          {t(`verdict.${verdict}`)}
        </Badge>{" "}
        <span className="quiet">{t(`verdict_what.${verdict}`)}</span>
      </div>
      <Facts
        of={[
          [t("received"), t("received_of", { received: count(day.received), channel: count(day.channel) })],
          [t("judged_to"), day.whole ? t("whole_day") : <When key="j" at={day.judged_to} />],
          [t("checked"), <When key="c" at={day.checked_at} />],
        ]}
      />
      <TabLinks label={t("by_kind")}>
        {kinds.map((one) => (
          <Fragment key={one}>
            {tab(
              one,
              one === kind,
              <>
                {t(`kind.${one}`)} <span data-count>{count(figureOf(day, one))}</span>
              </>,
            )}
          </Fragment>
        ))}
      </TabLinks>
      <p className="quiet">{t(`kind_what.${kind}`)}</p>
      {kind === "held" && <Reasons of={day.held_by} named={reasons} />}
      {kind === "skipped" && <Reasons of={day.skipped_by} named={reasons} />}
      <Items connection={connection} day={day} kind={kind} />
    </>
  );
}

/** How many wait for the same, or are left out by the same rule. */
function Reasons({ of, named }: { of: Record<string, number>; named: Record<string, string> }) {
  const reasons = Object.entries(of).sort(([, a], [, b]) => b - a);
  if (reasons.length === 0) return null;
  return (
    <ul className={classes.reasons} aria-label={t("reasons")}>
      {reasons.map(([reason, n]) => (
        <li key={reason}>
          <span title={reason}>{named[reason] ?? reason}</span> {count(n)}
        </li>
      ))}
    </ul>
  );
}

function Items({ connection, day, kind }: { connection: string; day: CompletenessDay; kind: Kind }) {
  const list = useInfiniteQuery(itemsQuery(connection, day.day, kind, day.checked_at));
  if (list.isPending) return <ListSkeleton rows={4} label={t("loading_items")} />;
  if (list.isError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  const items = list.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <EmptyState title={t("none_of_kind")} />;
  return (
    <>
      <ul className={classes.items} aria-label={t("items")}>
        {items.map((item) => (
          <Item key={`${item.ref} ${item.document_ref ?? ""}`} item={item} />
        ))}
      </ul>
      <LoadMore
        loaded={t(list.hasNextPage ? "loaded" : "loaded_all", { count: items.length })}
        hasMore={list.hasNextPage}
        loading={list.isFetchingNextPage}
        onMore={() => void list.fetchNextPage()}
      />
    </>
  );
}

/** One order, or a document without one, with the way to it and to its line in the log. */
function Item({ item }: { item: CompletenessItem }) {
  const number = item.number || item.ref;
  return (
    <li className={classes.item}>
      <div className={classes.itemHead}>
        <OrderName order={item.id} number={item.number} channelId={item.ref} both />
        {item.stage && <StageBadge stage={item.stage} />}
        {item.currency && <span className="num">{money(item.total, item.currency)}</span>}
        {item.document_ref && item.document_ref !== number && (
          <span className="quiet">{t("document", { number: item.document_ref })}</span>
        )}
        {item.entry_id && (
          <Link to="/logs/$id" params={{ id: item.entry_id }}>
            {t("entry")}
          </Link>
        )}
      </div>
      {item.why && (
        <p className={classes.why}>
          {item.why.message} <span className="quiet">{item.why.remedy}</span>
        </p>
      )}
      {item.found_at && (
        <span className="quiet">
          <Rich say={t} text="found" parts={{ when: <When at={item.found_at} /> }} />
          {item.healed_at && " · "}
          {item.healed_at && <Rich say={t} text="healed_at" parts={{ when: <When at={item.healed_at} /> }} />}
        </span>
      )}
    </li>
  );
}
