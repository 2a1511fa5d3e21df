import { Radio, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";

import { BulkDialog } from "@/components/bulk-dialog";
import { MethodInput } from "@/components/method-input";
import { SKUInput } from "@/components/sku-input";
import type { Choice, IssueDetail } from "@/lib/types";
import { choiceWhat, isChoice, shared, wordOf } from "@/lib/words";

import { fixIssue } from "./api";
import { t } from "./words";

interface FixDialogProps {
  issue: IssueDetail;
  onClose: () => void;
}

/** The orders that an issue holds up, worked on with what is stored: what a link or a decision sets going. */
const heldBy = (issue: IssueDetail) => ({ kind: "rerun_stored", orders: { issue: issue.id } }) as const;

/** What the issue is about becomes a SKU of the books, and every order that waited for it goes on. */
export function LinkDialog({ issue, onClose }: FixDialogProps) {
  const [sku, setSKU] = useState(issue.args.sku ?? "");
  const [name, setName] = useState(issue.args.name ?? "");
  const [tried, setTried] = useState(false);
  const missing = sku.trim() === "";
  const check = () => {
    setTried(true);
    return !missing;
  };
  return (
    <BulkDialog
      request={heldBy(issue)}
      start={() => fixIssue(issue.id, { fix: "link", sku: sku.trim(), name: name.trim() })}
      title={t("fix.link")}
      what={t("link_what", { subject: issue.subject })}
      check={check}
      onClose={onClose}
    >
      <SKUInput value={sku} onChange={setSKU} error={tried && missing ? t("sku_missing") : undefined} />
      <TextInput
        label={shared("name")}
        description={t("name_help")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </BulkDialog>
  );
}

/** The channel's word for a payment method gets one of the books, and every order that waited for it goes on. */
export function MethodDialog({ issue, onClose }: FixDialogProps) {
  const [method, setMethod] = useState("");
  const [tried, setTried] = useState(false);
  const missing = method.trim() === "";
  const check = () => {
    setTried(true);
    return !missing;
  };
  return (
    <BulkDialog
      request={heldBy(issue)}
      start={() => fixIssue(issue.id, { fix: "choose_method", method: method.trim() })}
      title={t("fix.choose_method")}
      what={issue.subject ? t("method_what", { word: issue.subject }) : t("method_what_unnamed")}
      check={check}
      onClose={onClose}
    >
      <MethodInput
        description={t("method_help", { connection: issue.connection_name })}
        known={issue.methods}
        value={method}
        onChange={setMethod}
        missing={tried && missing}
        data-autofocus
      />
    </BulkDialog>
  );
}

/** One answer for every order of the issue, with a written reason. */
export function DecideDialog({ issue, onClose }: FixDialogProps) {
  const choices = issue.choices.filter(isChoice);
  const [choice, setChoice] = useState<Choice>();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const check = () => {
    setTried(true);
    return choice !== undefined && reason.trim() !== "";
  };
  return (
    <BulkDialog
      request={heldBy(issue)}
      start={() => fixIssue(issue.id, { fix: "decide", choice: choice ?? "keep", reason: reason.trim() })}
      title={t("fix.decide")}
      what={t("decide_what")}
      check={check}
      onClose={onClose}
    >
      <Radio.Group
        label={t("choice")}
        value={choice ?? ""}
        onChange={(value) => setChoice(choices.find((one) => one === value))}
        error={tried && !choice ? t("choice_missing") : undefined}
      >
        <Stack gap="xs" mt="xs">
          {choices.map((one) => (
            <Radio key={one} value={one} label={wordOf("choice", one)} description={choiceWhat(one)} />
          ))}
        </Stack>
      </Radio.Group>
      <Textarea
        label={t("reason_written")}
        description={t("reason_help")}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={tried && reason.trim() === "" ? t("reason_missing") : undefined}
        autosize
        minRows={2}
        maxLength={500}
        required
        withAsterisk={false}
      />
    </BulkDialog>
  );
}
