import { Button, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { notifyDone } from "@/components/ui/notify";
import { ReasonDialog } from "@/components/ui/reason-dialog";
import type { ConnectionView } from "@/lib/types";

import { removeConnection } from "./api";
import { t } from "./words";

/** Takes a shop out of the hub, for owners: with a reason, and its name typed, so that nobody removes the one beside it. */
export function RemoveConnection({ connection }: { connection: ConnectionView }) {
  const [open, setOpen] = useState(false);
  return (
    <div>
      <Button variant="default" color="red" size="xs" onClick={() => setOpen(true)}>
        {t("remove")}
      </Button>
      {open && <Dialog connection={connection} onClose={() => setOpen(false)} />}
    </div>
  );
}

function Dialog({ connection: { id, name }, onClose }: { connection: ConnectionView; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [tried, setTried] = useState(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: (reason: string) => removeConnection(id, reason),
    onSuccess: async () => {
      notifyDone(t("removed", { name }));
      await navigate({ to: "/settings/connections" });
      // Its name is marked in every list.
      client.removeQueries({ queryKey: ["connections", id] });
      await client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "session" });
    },
  });
  const right = typed.trim() === name;
  const confirm = (reason: string) => {
    setTried(true);
    if (right) remove.mutate(reason);
  };
  return (
    <ReasonDialog
      title={t("remove_title", { name })}
      confirm={t("remove_confirm")}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Stack gap="xs">
        <Text size="sm">{t("remove_what")}</Text>
        <Text size="sm">{t("remove_issues")}</Text>
        <Text size="sm">{t("remove_hooks")}</Text>
        <Text size="sm">{t("remove_again")}</Text>
        <TextInput
          label={t("remove_type", { name })}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={tried && !right ? t("remove_mistyped") : undefined}
          autoComplete="off"
        />
      </Stack>
    </ReasonDialog>
  );
}
