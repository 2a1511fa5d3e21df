import { Link } from "@tanstack/react-router";

import { StageBadge } from "@/components/ui/badge";
import { money } from "@/lib/money";
import { Sideways } from "@/components/ui/sideways";
import type { PolicyPreview } from "@/lib/types";
import { count, operationLabel } from "@/lib/words";

import classes from "./connections.module.css";
import { t } from "./words";

/** What the policy in the form would make of the last days' orders, beside what the present one makes of them. */
export function Preview({ preview }: { preview: PolicyPreview }) {
  if (preview.orders === 0) return <p role="status">{t("preview_none")}</p>;
  return (
    <section className={classes.preview} aria-label={t("preview")} role="status">
      <p>
        <strong>{t("preview_changed", { changed: count(preview.changed), count: preview.orders })}</strong>{" "}
        {t("preview_how")} {preview.capped && t("preview_capped")}
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
            <Rows preview={preview} part="holds" say={(reason) => t("preview_held", { reason })} />
            <Rows preview={preview} part="skips" say={(reason) => t("preview_skipped", { reason })} />
          </tbody>
        </table>
      </Sideways>
      {preview.samples.length > 0 && (
        <ul className={classes.samples} aria-label={t("preview_samples")}>
          {preview.samples.map((sample) => (
            <li key={sample.id}>
              <Link to="/orders/$id" params={{ id: sample.id }} className="mono">
                {sample.number || sample.ref}
              </Link>{" "}
              <StageBadge stage={sample.stage} /> {money(sample.total, sample.currency)}:{" "}
              {t("preview_from_to", { present: fateText(sample.present), proposed: fateText(sample.proposed) })}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

type Fate = PolicyPreview["samples"][number]["present"];

/** The operations, and why it would go no further. */
function fateText({ operations, why }: Fate): string {
  const parts = [...operations.map(operationLabel), ...(why ? [why.message] : [])];
  return parts.length > 0 ? parts.join(", ") : t("preview_nothing");
}

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
        <td className="num">{before === after ? count(after) : <strong>{count(after)}</strong>}</td>
      </tr>
    );
  });
}
