import { Sideways } from "@/components/ui/sideways";
import { difference, isZero, money, negative, sum } from "@/lib/money";
import type { DocumentView, OrderDetail } from "@/lib/types";
import { documentWord, shared } from "@/lib/words";

import classes from "./order-details.module.css";
import { t } from "./words";

interface Row {
  name: string;
  channel: string | undefined;
  books: string | undefined;
}

/** The document that stands for the order in the books: the invoice, or the sales order while there is none. */
export function standing(documents: DocumentView[]): DocumentView | undefined {
  const live = documents.filter((d) => !d.voided);
  return (
    live.find((d) => d.kind === "invoice") ?? live.find((d) => d.kind === "sales_order" && d.state !== "converted")
  );
}

/** Both sums side by side, so that a difference can be seen where it arises. */
export function Totals({ order }: { order: OrderDetail }) {
  const { snapshot } = order;
  const document = standing(order.documents);
  const rows: Row[] = [
    { name: t("goods"), channel: snapshot.goods, books: document && sum(document.lines.map((line) => line.total)) },
    {
      name: t("vouchers"),
      channel: negative(sum([snapshot.seller_voucher, snapshot.platform_voucher])),
      books: negative(document?.discount),
    },
    { name: t("shipping"), channel: snapshot.shipping, books: document?.shipping },
    { name: t("tax"), channel: snapshot.tax, books: document?.tax },
    { name: t("fees"), channel: snapshot.fees, books: document?.fees },
    { name: t("rounding"), channel: undefined, books: document?.rounding },
  ].filter((row, i) => i === 0 || !isZero(row.channel) || !isZero(row.books));
  const off = document ? difference(order.total, document.total) : "";
  return (
    <div className={`card ${classes.side}`}>
      <Sideways label={t("totals_table")}>
        <table className={classes.lines} aria-label={t("totals_table")}>
          <thead>
            <tr>
              <th scope="col">
                <span className="sr-only">{t("part")}</span>
              </th>
              <th scope="col" className="num">
                {t("channel")}
              </th>
              <th scope="col" className="num">
                {document ? `${documentWord(document.kind)} ${document.number}` : t("books")}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <th scope="row">{row.name}</th>
                <td className="num">{isZero(row.channel) ? "" : money(row.channel, order.currency)}</td>
                <td className="num">{isZero(row.books) ? "" : money(row.books, order.currency)}</td>
              </tr>
            ))}
            <tr>
              <th scope="row">{shared("total")}</th>
              <td className="num">
                <strong>{money(order.total, order.currency) || "–"}</strong>
              </td>
              <td className="num">
                <strong>{(document && money(document.total, document.currency)) || "–"}</strong>
              </td>
            </tr>
            {!isZero(snapshot.refunded) && (
              <tr>
                <th scope="row">{t("refunded")}</th>
                <td className="num">{money(negative(snapshot.refunded), order.currency)}</td>
                <td />
              </tr>
            )}
          </tbody>
        </table>
      </Sideways>
      {document &&
        order.total !== "" &&
        (isZero(off) ? (
          <span className="quiet">{t("equal")}</span>
        ) : (
          <strong data-tone="violet" style={{ color: "var(--tone-fg)" }}>
            {t("differ", { amount: money(off, order.currency) })}
          </strong>
        ))}
    </div>
  );
}
