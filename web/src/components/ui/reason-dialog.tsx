import { Alert, Button, Group, Modal, Stack, Textarea } from "@mantine/core";
import { type ReactNode, useState } from "react";

import { t } from "@/components/words";
import { asProblem } from "@/lib/problem";
import { shared } from "@/lib/words";

interface ReasonDialogProps {
  title: string;
  children?: ReactNode;
  confirm: string;
  busy: boolean;
  error: unknown;
  onConfirm: (reason: string) => void;
  onClose: () => void;
}

/** Asks for the written reason of a decision that stays in the audit trail. */
export function ReasonDialog({ title, children, confirm, busy, error, onConfirm, onClose }: ReasonDialogProps) {
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const missing = reason.trim() === "";
  const submit = (event: React.SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (!missing) onConfirm(reason.trim());
  };
  return (
    <Modal opened onClose={onClose} title={title} centered closeButtonProps={{ "aria-label": shared("close") }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          {children}
          <Textarea
            label={t("reason")}
            description={t("reason_help")}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={tried && missing ? t("reason_missing") : undefined}
            autosize
            minRows={2}
            maxLength={500}
            data-autofocus
            required
            withAsterisk={false}
          />
          {error ? (
            <Alert color="red" role="alert" title={asProblem(error).title}>
              {asProblem(error).detail}
            </Alert>
          ) : null}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {shared("cancel")}
            </Button>
            <Button type="submit" loading={busy}>
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
