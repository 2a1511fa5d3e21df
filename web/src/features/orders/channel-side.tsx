import { Badge } from "@/components/ui/badge";
import { Copyable } from "@/components/ui/copyable";
import { Facts } from "@/components/ui/facts";
import { Rich } from "@/components/ui/rich";
import { Sideways } from "@/components/ui/sideways";
import { When } from "@/components/ui/when";
import { exactBoth, short } from "@/lib/dates";
import { money } from "@/lib/money";
import { useZone } from "@/lib/session";
import type { LineView, OrderDetail, PackageView } from "@/lib/types";
import { count, sentenceCase, shared } from "@/lib/words";

import classes from "./order-details.module.css";
import { Override } from "./override";
import { en, t } from "./words";

function canceller(who: string): string {
  return who in en.cancelled_by ? t(`cancelled_by.${who as keyof typeof en.cancelled_by}`) : who;
}

function stepWord(step: string): string {
  return step in en.step ? t(`step.${step as keyof typeof en.step}`) : sentenceCase(step);
}

/** The order as the channel shows it: its life, its lines, its parcels, its buyer. */
export function ChannelSide({ order }: { order: OrderDetail }) {
  const { snapshot } = order;
  return (
    <div className={`card ${classes.side}`}>
      <Steps order={order} />
      <Lines order={order} />
      {snapshot.packages.map((parcel, i) => (
        <Parcel key={parcel.ref || i} parcel={parcel} />
      ))}
      <Facts
        of={[
          [
            shared("channel_id"),
            order.ref !== order.number && <Copyable value={order.ref} what={shared("channel_id")} />,
          ],
          [t("buyer"), snapshot.buyer.name],
          [shared("email"), snapshot.buyer.email],
          [t("phone"), snapshot.buyer.phone],
          [t("ships_to"), snapshot.address],
          [t("payment_method"), snapshot.payment_method],
          [t("note"), snapshot.note],
          [
            t("cancelled"),
            (snapshot.cancelled_by || snapshot.cancel_reason) &&
              [snapshot.cancelled_by && canceller(snapshot.cancelled_by), snapshot.cancel_reason]
                .filter(Boolean)
                .join(": "),
          ],
          [t("changed"), order.updated_at && <When at={order.updated_at} />],
          [t("read"), order.seen_at && <When at={order.seen_at} />],
        ]}
      />
    </div>
  );
}

function Steps({ order }: { order: OrderDetail }) {
  const zone = useZone();
  const { steps } = order.snapshot;
  if (steps.length === 0) return null;
  return (
    <ol className={classes.steps} aria-label={t("steps")}>
      {steps.map(({ step, at }) => (
        <li key={step} className={classes.step}>
          <strong>{stepWord(step)}</strong>
          <time dateTime={at} title={exactBoth(at, zone)} className="quiet">
            {short(at, zone)}
          </time>
        </li>
      ))}
    </ol>
  );
}

function Lines({ order }: { order: OrderDetail }) {
  const { currency } = order;
  return (
    <Sideways label={t("lines")}>
      <table className={classes.lines} aria-label={t("lines")}>
        <thead>
          <tr>
            <th scope="col">{t("sku")}</th>
            <th scope="col">{t("line")}</th>
            <th scope="col" className="num">
              {t("quantity")}
            </th>
            <th scope="col" className="num">
              {t("price")}
            </th>
            <th scope="col" className="num">
              {shared("total")}
            </th>
          </tr>
        </thead>
        <tbody>
          {order.snapshot.lines.map((line, i) => (
            <tr key={`${line.listing}-${i}`}>
              <td>
                <SKU line={line} />
                <Override order={order} line={line} />
              </td>
              <td>{line.name}</td>
              <td className="num">{count(line.quantity)}</td>
              <td className="num">{money(line.price, currency)}</td>
              <td className="num">{money(line.total, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}

function SKU({ line }: { line: LineView }) {
  return (
    <>
      {line.sku ? <Copyable value={line.sku} what={t("sku")} /> : <span className="quiet">{t("no_sku")}</span>}
      {line.unlinked && (
        <div>
          <Badge tone="violet">{t("not_linked")}</Badge>
        </div>
      )}
      {line.linked_sku !== "" && line.linked_sku !== line.sku && (
        <div className="quiet">
          → <span className="mono">{line.linked_sku}</span>
        </div>
      )}
    </>
  );
}

function Parcel({ parcel }: { parcel: PackageView }) {
  return (
    <div className={classes.package}>
      <strong>{t("package")}</strong>
      <span>{parcel.courier || t("no_courier")}</span>
      {parcel.tracking_number && <Copyable value={parcel.tracking_number} what={t("tracking_number")} />}
      {parcel.shipped_at && (
        <span className="quiet">
          <Rich say={t} text="shipped_when" parts={{ when: <When at={parcel.shipped_at} /> }} />
        </span>
      )}
      {parcel.delivered_at && (
        <span className="quiet">
          <Rich say={t} text="delivered_when" parts={{ when: <When at={parcel.delivered_at} /> }} />
        </span>
      )}
    </div>
  );
}
