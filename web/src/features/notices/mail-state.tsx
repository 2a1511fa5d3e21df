import { Alert, Button, Stack } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Mail } from "lucide-react";

import { Facts } from "@/components/ui/facts";
import { Rich } from "@/components/ui/rich";
import { ErrorState, ListSkeleton } from "@/components/ui/states";
import { useSession } from "@/lib/session";

import { rulesQuery, testNotice } from "./api";
import classes from "./notices.module.css";
import { TestOutcome } from "./test-outcome";
import { t } from "./words";

/** The mail server as it is configured, and a test to one's own address. */
export function MailState() {
  const { data, error, isPending, refetch } = useQuery(rulesQuery("me"));
  const { user } = useSession();
  const client = useQueryClient();
  const test = useMutation({
    mutationFn: () => testNotice(undefined),
    onSettled: () => client.invalidateQueries({ queryKey: ["notices", "head"] }),
  });
  if (isPending) return <ListSkeleton rows={2} label={t("loading_rules")} />;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const { mail } = data;
  return (
    <div className={`card ${classes.box}`}>
      <Stack gap="sm" align="flex-start">
        {mail.ready ? (
          <Facts
            of={[
              [t("server"), mail.server],
              [t("encryption"), mail.tls],
              [t("mail_user"), mail.user],
              [t("sender"), mail.from],
            ]}
          />
        ) : (
          <Alert color="yellow" role="note" title={t("no_mail")}>
            <Rich
              say={t}
              text="no_mail_what"
              parts={{ host: <code className="mono" />, from: <code className="mono" /> }}
            />
          </Alert>
        )}
        <Button
          size="xs"
          variant="default"
          leftSection={<Mail size={15} aria-hidden />}
          loading={test.isPending}
          onClick={() => test.mutate()}
        >
          {t("test_mail", { email: user.email })}
        </Button>
        <TestOutcome sent={test.data} error={test.error} />
      </Stack>
    </div>
  );
}
