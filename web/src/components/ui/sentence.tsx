import { t } from "@/components/words";

import { HoldBadge, holdTone } from "./hold-badge";
import classes from "./sentence.module.css";

interface SentenceProps {
  code: number;
  reason: string;
  message: string;
  remedy: string;
}

/** What happened and what to do, the two things a person comes for. */
export function SentenceBlock({ code, reason, message, remedy }: SentenceProps) {
  return (
    <div className={classes.block} data-tone={holdTone(code, reason)}>
      <div className={classes.head}>
        <HoldBadge code={code} reason={reason} />
        <span className="mono quiet">{reason}</span>
      </div>
      <p className={classes.message}>{message}</p>
      {remedy && (
        <p className={classes.remedy}>
          <strong>{t("what_to_do")} </strong>
          {remedy}
        </p>
      )}
    </div>
  );
}
