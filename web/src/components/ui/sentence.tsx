import { t } from "@/components/words";
import { codeTone } from "@/lib/words";

import { CodeBadge } from "./badge";
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
    <div className={classes.block} data-tone={codeTone(code)}>
      <div className={classes.head}>
        <CodeBadge code={code} reason={reason} />
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
