import { Alert } from "@mantine/core";

import { ProblemAlert } from "@/components/ui/confirm-dialog";
import { SentenceBlock } from "@/components/ui/sentence";
import type { NoticeDetail } from "@/lib/types";

import { t } from "./words";

/** How a test ended, in words: taken by the other side, refused with a cause and a remedy, or not sent at all. */
export function TestOutcome({ sent, error }: { sent: NoticeDetail | undefined; error: unknown }) {
  if (error) return <ProblemAlert error={error} />;
  if (!sent) return null;
  if (sent.problem) return <SentenceBlock {...sent.problem} />;
  return (
    <Alert color="green" role="status" title={t("test_sent", { recipient: sent.recipient })}>
      {t("test_sent_what")}
    </Alert>
  );
}
