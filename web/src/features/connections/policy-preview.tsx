import { Link } from "@tanstack/react-router";

import { StageBadge } from "@/components/ui/badge";
import { money } from "@/lib/money";
import { Sideways } from "@/components/ui/sideways";
import type { PolicyPreview } from "@/lib/types";
import { count, operationLabel, shared } from "@/lib/words";

import classes from "./connections.module.css";
import { t } from "./words";

/** What the policy in the form would make of the last days' orders, beside what the present one makes of them. */
export function Preview({ preview }: { preview: PolicyPreview }) {
  if (preview.orders === 0)
    return <p role="status">{t(preview.peeked ? "preview_none_at_channel" : "preview_none")}</p>;
  const named = (reason: string) => preview.reasons[reason] ?? reason;
  return (
    <section className={classes.preview} aria-label={t("preview")} role="status">
      <p>
        <strong>{t("preview_changed", { changed: count(preview.changed), count: preview.orders })}</strong>{" "}
        {t(preview.peeked ? "preview_peeked" : "preview_how")} {preview.capped && t("preview_capped")}
      </p>
      <Sideways label={t("preview")}>
        <table className={classes.table} aria-label={t("preview")}>
          <thead>
            <tr>
              <th scope="col">{t("preview_what")}</th>
              <th scope="col" className="num">
                {t("preview_present")}
              </th>
              <th scope="col" className="num">
                {t("preview_proposed")}
              </th>
            </tr>
          </thead>
          <tbody>
            <Rows preview={preview} part="operations" say={operationLabel} />
            <Rows preview={preview} part="holds" say={(reason) => t("preview_held", { reason: named(reason) })} />
            <Rows preview={preview} part="skips" say={(reason) => t("preview_skipped", { reason: named(reason) })} />
          </tbody>
        </table>
      </Sideways>
      {preview.samples.length > 0 && <Samples preview={preview} named={named} />}
    </section>
  );
}

interface SamplesProps {
  preview: PolicyPreview;
  named: (reason: string) => string;
}

/** The newest orders that would be treated otherwise, now beside then. */
function Samples({ preview: { samples }, named }: SamplesProps) {
  return (
    <Sideways label={t("preview_samples")}>
      <table className={classes.table} aria-label={t("preview_samples")}>
        <thead>
          <tr>
            <th scope="col">{shared("order_number")}</th>
            <th scope="col" className="num">
              {shared("total")}
            </th>
            <th scope="col">{t("preview_present")}</th>
            <th scope="col">{t("preview_proposed")}</th>
          </tr>
        </thead>
        <tbody>
          {samples.map(({ id, number, ref, stage, total, currency, present, proposed }) => (
            <tr key={id}>
              <td>
                {id ? (
                  <Link to="/orders/$id" params={{ id }} className="mono">
                    {number || ref}
                  </Link>
                ) : (
                  <span className="mono">{number || ref}</span>
                )}{" "}
                <StageBadge stage={stage} />
              </td>
              <td className="num">{money(total, currency)}</td>
              <td>
                <Fate fate={present} other={proposed} named={named} />
              </td>
              <td>
                <Fate fate={proposed} other={present} named={named} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}

type Fated = PolicyPreview["samples"][number]["present"];

interface FateProps {
  fate: Fated;
  /** The same order under the other policy: what is not in it is marked. */
  other: Fated;
  named: (reason: string) => string;
}

/** The operations, and in a word why it would go no further; the whole sentence on hover. */
function Fate({ fate: { operations, why }, other, named }: FateProps) {
  if (operations.length === 0 && !why) return <span className="quiet">{t("preview_nothing")}</span>;
  return (
    <ul className={classes.fate}>
      {operations.map((operation, i) => (
        <li key={i}>{marked(operationLabel(operation), !other.operations.includes(operation))}</li>
      ))}
      {why && <li title={why.message}>{marked(named(why.reason), why.reason !== other.why?.reason)}</li>}
    </ul>
  );
}

/** What changes is marked, and not by its weight alone to whom weight says nothing. */
const marked = (text: string, changes: boolean) => (changes ? <mark>{text}</mark> : text);

interface RowsProps {
  preview: PolicyPreview;
  part: "operations" | "holds" | "skips";
  say: (name: string) => string;
}

function Rows({ preview: { present, proposed }, part, say }: RowsProps) {
  const names = [...new Set([...Object.keys(present[part]), ...Object.keys(proposed[part])])].sort();
  return names.map((name) => {
    const [before, after] = [present[part][name] ?? 0, proposed[part][name] ?? 0];
    return (
      <tr key={name}>
        <td>{say(name)}</td>
        <td className="num">{count(before)}</td>
        <td className="num">{before === after ? count(after) : <mark>{count(after)}</mark>}</td>
      </tr>
    );
  });
}
