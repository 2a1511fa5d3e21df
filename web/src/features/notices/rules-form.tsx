import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { BellOff, Plus } from "lucide-react";
import { useState } from "react";

import { ProblemAlert } from "@/components/ui/confirm-dialog";
import { notifyDone } from "@/components/ui/notify";
import { ShownOnce } from "@/components/ui/shown-once";
import { EmptyState } from "@/components/ui/states";
import type { NoticeRule, NoticeRules } from "@/lib/types";

import { rulesQuery, saveRules, type Whose } from "./api";
import type { Draft } from "./draft";
import { whats } from "./kinds";
import classes from "./notices.module.css";
import { RuleRow } from "./rule-row";
import { t } from "./words";

let keys = 0;

function drafts(rules: NoticeRule[]): Draft[] {
  return rules.map(({ to, secret: _secret, ...rule }) => ({ ...rule, shown: to, key: ++keys }));
}

function forHub({ key, shown, to, ...rule }: Draft): NoticeRule {
  return { ...rule, at: rule.when === "daily" ? rule.at || "07:30" : undefined, to: to?.trim() || undefined };
}

/** All rules of somebody, changed together and saved together: the hub takes the whole list. */
export function RulesForm({ of, saved }: { of: Whose; saved: NoticeRules }) {
  const [rules, setRules] = useState(() => drafts(saved.rules));
  const [dirty, setDirty] = useState(false);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () => saveRules(of, rules.map(forHub)),
    onSuccess: (next) => {
      client.setQueryData(rulesQuery(of).queryKey, next);
      setRules(drafts(next.rules));
      setDirty(false);
      notifyDone(t("saved"));
    },
  });
  const edit = (next: Draft[]) => {
    setRules(next);
    setDirty(true);
  };
  const change = (key: number, with_: Partial<Draft>) =>
    edit(rules.map((rule) => (rule.key === key ? { ...rule, ...with_ } : rule)));
  const made = save.data?.rules.filter((rule) => rule.secret) ?? [];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="sm">
        <Text size="sm" className="quiet">
          {t(of === "account" ? "account_rules_what" : saved.chosen ? "chosen" : "default_rules")}
        </Text>
        {rules.length === 0 ? (
          <EmptyState icon={BellOff} title={t(of === "account" ? "no_account_rules" : "no_rules")}>
            {t("no_rules_what")}
          </EmptyState>
        ) : (
          <ul className={classes.rules} aria-label={t(of === "account" ? "account_rules" : "own_rules")}>
            {rules.map((rule, i) => (
              <RuleRow
                key={rule.key}
                of={of}
                rule={rule}
                n={i + 1}
                mailReady={saved.mail.ready}
                mayTest={!dirty}
                onChange={(with_) => change(rule.key, with_)}
                onRemove={() => edit(rules.filter((other) => other.key !== rule.key))}
              />
            ))}
          </ul>
        )}
        <ProblemAlert error={save.error} />
        {made.map((rule) => (
          <ShownOnce key={rule.id} value={rule.secret ?? ""} what={t("secret")}>
            {t("secret_what", { to: rule.to ?? "" })}
          </ShownOnce>
        ))}
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            leftSection={<Plus size={15} aria-hidden />}
            onClick={() => edit([...rules, fresh(rules)])}
          >
            {t("add_rule")}
          </Button>
          <Button size="xs" type="submit" loading={save.isPending} disabled={!dirty}>
            {t("save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** A rule by mail of what no other rule mails yet: the hub refuses to tell one thing twice to the same place. */
function fresh(rules: Draft[]): Draft {
  const mailed = rules.filter((rule) => rule.way === "mail").map((rule) => rule.what);
  const what = whats.find((one) => !mailed.includes(one)) ?? "errors";
  return { key: ++keys, what, when: "ten_minutes", way: "mail" };
}
