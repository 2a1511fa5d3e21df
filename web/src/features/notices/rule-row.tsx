import { ActionIcon, Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Send, X } from "lucide-react";

import { useSession } from "@/lib/session";
import type { NoticeRule } from "@/lib/types";

import { testNotice, type Whose } from "./api";
import { ways, whats, whens } from "./kinds";
import classes from "./notices.module.css";
import type { Draft } from "./draft";
import { TestOutcome } from "./test-outcome";
import { t } from "./words";

interface RuleRowProps {
  of: Whose;
  rule: Draft;
  /** Which one it is, counted from one: rules have no names. */
  n: number;
  mailReady: boolean;
  /** The hub tests rules as they are saved. */
  mayTest: boolean;
  onChange: (change: Partial<Draft>) => void;
  onRemove: () => void;
}

/** One rule: what, when, by which way, where to. */
export function RuleRow({ of, rule, n, mailReady, mayTest, onChange, onRemove }: RuleRowProps) {
  const client = useQueryClient();
  const test = useMutation({
    mutationFn: () => testNotice(rule.id),
    onSettled: () => client.invalidateQueries({ queryKey: ["notices", "head"] }),
  });
  return (
    <li className={classes.rule} aria-label={t("rule", { n })}>
      <Choice
        label={t("what")}
        value={rule.what}
        all={whats}
        word={(w) => t(`what_of.${w}`)}
        onChange={(what) => onChange({ what })}
      />
      <Choice
        label={t("when")}
        value={rule.when}
        all={whens}
        word={(w) => t(`when_of.${w}`)}
        onChange={(when) => onChange({ when })}
      />
      {rule.when === "daily" && (
        <TextInput
          size="xs"
          type="time"
          label={t("at")}
          value={rule.at || "07:30"}
          onChange={(event) => onChange({ at: event.currentTarget.value })}
        />
      )}
      <Choice
        label={t("way")}
        value={rule.way}
        all={ways}
        word={(w) => t(`way_of.${w}`)}
        // Another way has another address, and the one that is kept is of the way before.
        onChange={(way) => onChange({ way, to: "", shown: undefined, id: undefined })}
      />
      <Where of={of} rule={rule} mailReady={mailReady} onChange={onChange} />
      {rule.id && mayTest && (
        <Button
          size="xs"
          variant="default"
          leftSection={<Send size={14} aria-hidden />}
          aria-label={t("test_rule", { n })}
          loading={test.isPending}
          onClick={() => test.mutate()}
        >
          {t("test")}
        </Button>
      )}
      <ActionIcon
        size={30}
        variant="default"
        aria-label={t("remove_rule", { n })}
        title={t("remove_rule", { n })}
        onClick={onRemove}
      >
        <X size={15} aria-hidden />
      </ActionIcon>
      {(test.data || test.error) && (
        <div className={classes.outcome}>
          <TestOutcome sent={test.data} error={test.error} />
        </div>
      )}
    </li>
  );
}

interface ChoiceProps<V extends string> {
  label: string;
  value: V;
  all: readonly V[];
  word: (value: V) => string;
  onChange: (value: V) => void;
}

function Choice<V extends string>({ label, value, all, word, onChange }: ChoiceProps<V>) {
  return (
    <NativeSelect
      size="xs"
      label={label}
      value={value}
      onChange={(event) => onChange(all.find((v) => v === event.currentTarget.value) ?? value)}
      data={all.map((v) => ({ value: v, label: word(v) }))}
    />
  );
}

interface WhereProps {
  of: Whose;
  rule: Draft;
  mailReady: boolean;
  onChange: (change: Partial<NoticeRule>) => void;
}

/** One's own mail goes to one's own address; everything else is written down. A kept URL shows its host only. */
function Where({ of, rule, mailReady, onChange }: WhereProps) {
  const { user } = useSession();
  const mail = rule.way === "mail";
  const late = mail && !mailReady ? t("waits_for_mail") : undefined;
  if (mail && of === "me") {
    return (
      <div className={classes.where}>
        {user.email}
        {late && <div className={classes.late}>{late}</div>}
      </div>
    );
  }
  return (
    <TextInput
      size="xs"
      className={classes.where}
      type={mail ? "email" : "url"}
      label={mail ? t("address") : t("url")}
      description={late ?? (rule.shown ? t("kept", { to: rule.shown }) : undefined)}
      placeholder={rule.shown}
      value={rule.to ?? ""}
      required={!rule.shown}
      withAsterisk={false}
      autoComplete="off"
      spellCheck={false}
      maxLength={2000}
      onChange={(event) => onChange({ to: event.currentTarget.value })}
    />
  );
}
