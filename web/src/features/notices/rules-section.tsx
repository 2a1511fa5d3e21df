import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { OnlyFor } from "@/components/only-for";
import { Section } from "@/components/ui/page";
import { ErrorState, ListSkeleton } from "@/components/ui/states";
import { useIsOwner } from "@/lib/session";

import { rulesQuery, type Whose } from "./api";
import { MailState } from "./mail-state";
import classes from "./notices.module.css";
import { RulesForm } from "./rules-form";
import { t } from "./words";

export function RulesSection() {
  return (
    <OnlyFor who="operator">
      <AllRules />
    </OnlyFor>
  );
}

function AllRules() {
  const owner = useIsOwner();
  return (
    <Stack gap="lg">
      <Section title={t("mail")}>
        <MailState />
      </Section>
      <Section title={t("own_rules")}>
        <Rules of="me" />
      </Section>
      {owner && (
        <Section title={t("account_rules")}>
          <Rules of="account" />
        </Section>
      )}
    </Stack>
  );
}

function Rules({ of }: { of: Whose }) {
  const { data, error, isPending, refetch } = useQuery(rulesQuery(of));
  if (isPending) {
    return (
      <div className="card">
        <ListSkeleton rows={3} label={t("loading_rules")} />
      </div>
    );
  }
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <div className={`card ${classes.box}`}>
      <RulesForm of={of} saved={data} />
    </div>
  );
}
