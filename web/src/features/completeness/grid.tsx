import { ActionIcon, Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { RefreshCw } from "lucide-react";

import { ProvenBadge } from "@/components/proven-badge";
import { Badge } from "@/components/ui/badge";
import { ConnectionName } from "@/components/ui/channel-icon";
import { SentenceBlock } from "@/components/ui/sentence";
import { Sideways } from "@/components/ui/sideways";
import { calendarDay, short } from "@/lib/dates";
import { useMayOperate, useZone } from "@/lib/session";
import type { CompletenessDay, CompletenessShop } from "@/lib/types";
import { count, shared } from "@/lib/words";

import type { CheckAsk } from "./api";
import classes from "./completeness.module.css";
import { CheckProgress } from "./progress";
import { verdictOf, verdictTones } from "./verdict";
import { t } from "./words";

interface GridProps {
  shops: CompletenessShop[];
  /** Newest first. */
  days: string[];
  openId: string | undefined;
  asking: string[];
  onCheck: (ask: CheckAsk) => void;
}

/** A cell's name among all of the grid. */
export const cellId = (connection: string, day: string) => `${connection}~${day}`;

/** Connection by day: how many of the channel's orders came, and what the ledger says of the day. */
export function Grid({ shops, days, openId, asking, onCheck }: GridProps) {
  return (
    <Sideways className="card" label={t("grid")}>
      <table className={classes.grid} aria-label={t("grid")}>
        <thead>
          <tr>
            <th scope="col">{shared("connection")}</th>
            <th scope="col">{t("proven_until")}</th>
            <th scope="col" className="num">
              {shared("total")}
            </th>
            {days.map((day) => (
              <th key={day} scope="col" className={classes.day}>
                {calendarDay(day)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shops.map((shop) => (
            <Row
              key={shop.connection}
              shop={shop}
              days={days}
              openId={openId}
              busy={asking.includes(shop.connection)}
              onCheck={onCheck}
            />
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}

interface RowProps {
  shop: CompletenessShop;
  days: string[];
  openId: string | undefined;
  busy: boolean;
  onCheck: (ask: CheckAsk) => void;
}

function Row({ shop, days, openId, busy, onCheck }: RowProps) {
  const mayOperate = useMayOperate();
  const known = new Map(shop.days.map((day) => [day.day, day]));
  const [to = "", from = to] = [days[0], days.at(-1)];
  return (
    <tr>
      <th scope="row">
        <div className={classes.shop}>
          <ConnectionName channel={shop.channel} name={shop.connection_name} />
          {mayOperate && (
            <Tooltip label={t("check_now")}>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={t("check_shop", { shop: shop.connection_name })}
                loading={busy}
                onClick={() => onCheck({ connections: [shop.connection], from, to })}
              >
                <RefreshCw size={14} aria-hidden />
              </ActionIcon>
            </Tooltip>
          )}
        </div>
        {shop.check && <CheckProgress check={shop.check} shop={shop.connection_name} />}
        {shop.problem && <SentenceBlock {...shop.problem} />}
        {shop.silent && <SentenceBlock {...shop.silent} />}
      </th>
      <td>
        <ProvenBadge until={shop.proven_until} bare />
      </td>
      <td className="num">
        {shop.days.length > 0 && <Of received={shop.totals.received} channel={shop.totals.channel} />}
      </td>
      {days.map((day) => (
        <Cell key={day} shop={shop} date={day} day={known.get(day)} open={openId === cellId(shop.connection, day)} />
      ))}
    </tr>
  );
}

interface CellProps {
  shop: CompletenessShop;
  date: string;
  day: CompletenessDay | undefined;
  open: boolean;
}

function Cell({ shop, date, day, open }: CellProps) {
  const zone = useZone();
  const verdict = verdictOf(day);
  return (
    <td className={classes.day} data-row-id={cellId(shop.connection, date)} data-open={open || undefined}>
      <Link
        from="/completeness"
        to="/completeness"
        search={(old) => ({ ...old, shop: shop.connection, day: date, kind: undefined })}
        resetScroll={false}
        preload={false}
        className={classes.cell}
        data-row-link
        title={day && !day.whole ? t("so_far", { time: short(day.judged_to, zone) }) : undefined}
      >
        <span className="sr-only">
          {shop.connection_name}, {calendarDay(date)}:{" "}
        </span>
        <span className={classes.of}>{day ? <Of received={day.received} channel={day.channel} /> : "–"}</span>
        <Badge tone={verdictTones[verdict]}>{t(`verdict.${verdict}`)}</Badge>
      </Link>
    </td>
  );
}

function ofText({ received, channel }: { received: number; channel: number }): string {
  return t("of", { received: count(received), channel: count(channel) });
}

function Of(figures: { received: number; channel: number }) {
  return <>{ofText(figures)}</>;
}
