import { Badge } from "@/components/ui/badge";
import { RawView } from "@/components/ui/raw-view";
import { SentenceBlock } from "@/components/ui/sentence";
import { When } from "@/components/ui/when";
import { took } from "@/lib/dates";
import type { WebhookAttempt } from "@/lib/types";

import classes from "./webhooks.module.css";
import { t } from "./words";

/** The status of an answer; it is the receiver's own number, not one of our outcomes. */
export function Answered({ status, delivered }: { status: number; delivered: boolean }) {
  if (status === 0) return <Badge tone="red">{t("no_answer")}</Badge>;
  return <Badge tone={delivered ? "green" : "red"}>{t("answered", { status })}</Badge>;
}

/** One try: what was answered, how long it took, and what was wrong. */
export function Attempt({ attempt }: { attempt: WebhookAttempt }) {
  return (
    <div className={classes.attempt}>
      <div style={{ display: "flex", flexWrap: "wrap", gap: "0.25rem 0.75rem", alignItems: "center" }}>
        <Answered status={attempt.status} delivered={attempt.problem === undefined} />
        <span className="quiet">
          <When at={attempt.at} /> · {took(attempt.took_ms)}
        </span>
      </div>
      {attempt.problem && <SentenceBlock {...attempt.problem} />}
      {attempt.answer && <RawView raw={attempt.answer} label={t("answer")} />}
    </div>
  );
}
