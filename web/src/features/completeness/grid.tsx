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
import { count, shared, within } from "@/lib/words";

import type { CheckAsk } from "./api";
import classes from "./completeness.module.css";
import { CheckProgress } from "./progress";
import { figureOf, kindsExplained, kindsShown, verdictOf, verdicts, verdictTones } from "./verdict";
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

interface ShopHeadProps {
  shop: CompletenessShop;
  busy: boolean;
  onCheck: () => void;
}

/** The shop, its check, and what is wrong with either. */
function ShopHead({ shop, busy, onCheck }: ShopHeadProps) {
  const mayOperate = useMayOperate();
  return (
    <>
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
              onClick={onCheck}
            >
              <RefreshCw size={14} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      {shop.check && <CheckProgress check={shop.check} shop={shop.connection_name} />}
      {shop.problem && <SentenceBlock {...shop.problem} />}
      {shop.silent && <SentenceBlock {...shop.silent} />}
    </>
  );
}

function Row({ shop, days, openId, busy, onCheck }: RowProps) {
  const known = new Map(shop.days.map((day) => [day.day, day]));
  const [to = "", from = to] = [days[0], days.at(-1)];
  return (
    <tr>
      <th scope="row">
        <ShopHead shop={shop} busy={busy} onCheck={() => onCheck({ connections: [shop.connection], from, to })} />
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
  return (
    <td className={classes.day} data-row-id={cellId(shop.connection, date)} data-open={open || undefined}>
      <DayLink shop={shop} date={date} day={day} />
    </td>
  );
}

/** A shop's day: how many came, what became of them, and the day in a word. It opens beside the grid. */
function DayLink({ shop, date, day, named }: Omit<CellProps, "open"> & { named?: boolean }) {
  const zone = useZone();
  const verdict = verdictOf(day);
  return (
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
      {named && <ConnectionName channel={shop.channel} name={shop.connection_name} />}
      <span className="sr-only">
        {!named && `${shop.connection_name}, `}
        {calendarDay(date)}:{" "}
      </span>
      <span className={classes.of}>{day ? <Of received={day.received} channel={day.channel} /> : "–"}</span>
      {day && (
        <span className={classes.figures}>
          {kindsShown(day).map((kind) => (
            <span key={kind}>
              {count(figureOf(day, kind))} {within(t(`kind.${kind}`))}{" "}
            </span>
          ))}
        </span>
      )}
      <Badge tone={verdictTones[verdict]}>{t(`verdict.${verdict}`)}</Badge>
    </Link>
  );
}

/** The same for a narrow page: the shops, and then day after day, the newest first. */
export function DayList({ shops, days, openId, asking, onCheck }: GridProps) {
  const [to = "", from = to] = [days[0], days.at(-1)];
  return (
    <div className={classes.byDay}>
      <section className="card" aria-label={t("shops")}>
        <ul className={classes.listed}>
          {shops.map((shop) => (
            <li key={shop.connection}>
              <ShopHead
                shop={shop}
                busy={asking.includes(shop.connection)}
                onCheck={() => onCheck({ connections: [shop.connection], from, to })}
              />
              <ProvenBadge until={shop.proven_until} />
            </li>
          ))}
        </ul>
      </section>
      {days.map((date) => (
        <section key={date} className="card" aria-label={calendarDay(date)}>
          <h2 className={classes.date}>{calendarDay(date)}</h2>
          <ul className={classes.listed}>
            {shops.map((shop) => (
              <li
                key={shop.connection}
                data-row-id={cellId(shop.connection, date)}
                data-open={openId === cellId(shop.connection, date) || undefined}
              >
                <DayLink shop={shop} date={date} day={shop.days.find(({ day }) => day === date)} named />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** What the words in the cells mean. */
export function Legend() {
  return (
    <dl className={classes.legend} aria-label={t("legend")}>
      {verdicts.map((verdict) => (
        <div key={verdict}>
          <dt>
            <Badge tone={verdictTones[verdict]}>{t(`verdict.${verdict}`)}</Badge>
          </dt>
          <dd>{t(`verdict_what.${verdict}`)}</dd>
        </div>
      ))}
      {kindsExplained.map((kind) => (
        <div key={kind}>
          <dt>{t(`kind.${kind}`)}</dt>
          <dd>{t(`kind_what.${kind}`)}</dd>
        </div>
      ))}
    </dl>
  );
}

function ofText({ received, channel }: { received: number; channel: number }): string {
  return t("of", { received: count(received), channel: count(channel) });
}

function Of(figures: { received: number; channel: number }) {
  return <>{ofText(figures)}</>;
}
