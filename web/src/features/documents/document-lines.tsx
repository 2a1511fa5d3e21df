import { Copyable } from "@/components/ui/copyable";
import { isZero, money, negative } from "@/lib/money";
import type { DocumentView } from "@/lib/types";
import { count } from "@/lib/words";

import classes from "./document-lines.module.css";

/** What is printed on the document. */
export function DocumentLines({ document }: { document: DocumentView }) {
  const { currency } = document;
  const parts: [string, string | undefined][] = [
    ["Discount", isZero(document.discount) ? undefined : negative(document.discount)],
    ["Shipping", document.shipping],
    ["Tax", document.tax],
    ["Fees", document.fees],
    ["Rounding", document.rounding],
  ];
  return (
    <div className={classes.scroll}>
      <table className={classes.lines} aria-label="Lines and totals">
        {document.lines.length > 0 && (
          <thead>
            <tr>
              <th scope="col">SKU</th>
              <th scope="col">Line item</th>
              <th scope="col" className="num">
                Quantity
              </th>
              <th scope="col" className="num">
                Total
              </th>
            </tr>
          </thead>
        )}
        <tbody>
          {document.lines.map((line, i) => (
            <tr key={`${line.sku}-${i}`}>
              <td>
                <Copyable value={line.sku} what="SKU" />
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
                Total
              </th>
              <td className="num">
                <strong>{money(document.total, currency)}</strong>
              </td>
            </tr>
          )}
        </tfoot>
      </table>
    </div>
  );
}
