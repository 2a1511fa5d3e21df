import { Badge } from "@/components/ui/badge";
import { Copyable } from "@/components/ui/copyable";
import { Facts } from "@/components/ui/facts";
import { When } from "@/components/ui/when";
import { exactBoth, short } from "@/lib/dates";
import { money } from "@/lib/money";
import { useZone } from "@/lib/session";
import type { LineView, OrderDetail, PackageView } from "@/lib/types";
import { count, sentenceCase } from "@/lib/words";

import classes from "./order-details.module.css";

/** The order as the channel shows it: its life, its lines, its parcels, its buyer. */
export function ChannelSide({ order }: { order: OrderDetail }) {
  const { snapshot } = order;
  return (
    <div className={`card ${classes.side}`}>
      <Steps order={order} />
      <Lines lines={snapshot.lines} currency={order.currency} />
      {snapshot.packages.map((parcel, i) => (
        <Parcel key={parcel.ref || i} parcel={parcel} />
      ))}
      <Facts
        of={[
          ["Channel's id", order.ref !== order.number && <Copyable value={order.ref} what="channel's id" />],
          ["Buyer", snapshot.buyer.name],
          ["Email", snapshot.buyer.email],
          ["Phone", snapshot.buyer.phone],
          ["Ships to", snapshot.address],
          ["Payment method", snapshot.payment_method],
          ["Note", snapshot.note],
          [
            "Cancelled",
            (snapshot.cancelled_by || snapshot.cancel_reason) &&
              [snapshot.cancelled_by && `by the ${snapshot.cancelled_by}`, snapshot.cancel_reason]
                .filter(Boolean)
                .join(": "),
          ],
          ["Changed", order.updated_at && <When at={order.updated_at} />],
          ["Read", order.seen_at && <When at={order.seen_at} />],
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
    <ol className={classes.steps} aria-label="Steps of the order">
      {steps.map(({ step, at }) => (
        <li key={step} className={classes.step}>
          <strong>{sentenceCase(step)}</strong>
          <time dateTime={at} title={exactBoth(at, zone)} className="quiet">
            {short(at, zone)}
          </time>
        </li>
      ))}
    </ol>
  );
}

function Lines({ lines, currency }: { lines: LineView[]; currency: string }) {
  return (
    <div className={classes.scroll}>
      <table className={classes.lines} aria-label="Line items">
        <thead>
          <tr>
            <th scope="col">SKU</th>
            <th scope="col">Line item</th>
            <th scope="col" className="num">
              Quantity
            </th>
            <th scope="col" className="num">
              Price
            </th>
            <th scope="col" className="num">
              Total
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, i) => (
            <tr key={`${line.listing}-${i}`}>
              <td>
                <SKU line={line} />
              </td>
              <td>{line.name}</td>
              <td className="num">{count(line.quantity)}</td>
              <td className="num">{money(line.price, currency)}</td>
              <td className="num">{money(line.total, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SKU({ line }: { line: LineView }) {
  return (
    <>
      {line.sku ? <Copyable value={line.sku} what="SKU" /> : <span className="quiet">no SKU</span>}
      {line.linked_sku === "" && (
        <div>
          <Badge tone="violet">Not linked</Badge>
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
      <strong>Package</strong>
      <span>{parcel.courier || "Courier unknown"}</span>
      {parcel.tracking_number && <Copyable value={parcel.tracking_number} what="tracking number" />}
      {parcel.shipped_at && (
        <span className="quiet">
          shipped <When at={parcel.shipped_at} />
        </span>
      )}
      {parcel.delivered_at && (
        <span className="quiet">
          delivered <When at={parcel.delivered_at} />
        </span>
      )}
    </div>
  );
}
