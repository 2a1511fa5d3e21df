import { Copyable } from "@/components/ui/copyable";
import { Sideways } from "@/components/ui/sideways";
import { isZero, money, negative } from "@/lib/money";
import type { DocumentView } from "@/lib/types";
import { count, shared } from "@/lib/words";

import classes from "./document-lines.module.css";
import { t } from "./words";

/** What is printed on the document. */
export function DocumentLines({ document }: { document: DocumentView }) {
  const { currency } = document;
  const parts: [string, string | undefined][] = [
    [t("discount"), isZero(document.discount) ? undefined : negative(document.discount)],
    [t("shipping"), document.shipping],
    [t("tax"), document.tax],
    [t("fees"), document.fees],
    [t("rounding"), document.rounding],
  ];
  return (
    <Sideways label={t("lines")}>
      <table className={classes.lines} aria-label={t("lines")}>
        {document.lines.length > 0 && (
          <thead>
            <tr>
              <th scope="col">{t("sku")}</th>
              <th scope="col">{t("line")}</th>
              <th scope="col" className="num">
                {t("quantity")}
              </th>
              <th scope="col" className="num">
                {shared("total")}
              </th>
            </tr>
          </thead>
        )}
        <tbody>
          {document.lines.map((line, i) => (
            <tr key={`${line.sku}-${i}`}>
              <td>
                <Copyable value={line.sku} what={t("sku")} />
              </td>
              <td>{line.name}</td>
              <td className="num">{count(line.quantity)}</td>
              <td className="num">{money(line.total, currency)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          {parts
            .filter(([, amount]) => !isZero(amount))
            .map(([name, amount]) => (
              <tr key={name}>
                <th scope="row" colSpan={3} className="num">
                  {name}
                </th>
                <td className="num">{money(amount, currency)}</td>
              </tr>
            ))}
          {(!isZero(document.total) || document.kind !== "outbound") && (
            <tr>
              <th scope="row" colSpan={3} className="num">
                {shared("total")}
              </th>
              <td className="num">
                <strong>{money(document.total, currency)}</strong>
              </td>
            </tr>
          )}
        </tfoot>
      </table>
    </Sideways>
  );
}
