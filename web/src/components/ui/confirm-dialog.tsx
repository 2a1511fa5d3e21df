import { Alert, Button, Group, Modal, Stack } from "@mantine/core";
import type { ReactNode } from "react";

import { asProblem } from "@/lib/problem";
import { shared } from "@/lib/words";

interface ConfirmDialogProps {
  opened: boolean;
  title: string;
  confirm: string;
  /** It takes something away. */
  danger?: boolean;
  busy: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** Asks before something that cannot be taken back at once. Stays mounted, so that focus goes back when it closes. */
export function ConfirmDialog({
  opened,
  title,
  confirm,
  danger,
  busy,
  error,
  onConfirm,
  onClose,
  children,
}: ConfirmDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      centered
      closeButtonProps={{ "aria-label": shared("close") }}
    >
      <Stack gap="sm">
        <div>{children}</div>
        <ProblemAlert error={error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {shared("cancel")}
          </Button>
          <Button color={danger ? "red" : undefined} loading={busy} onClick={onConfirm}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** What the hub said no to, within a form or a dialog; nothing while there is no error. */
export function ProblemAlert({ error }: { error: unknown }) {
  if (!error) return null;
  const { title, detail } = asProblem(error);
  return (
    <Alert color="red" role="alert" title={title}>
      {detail}
    </Alert>
  );
}
