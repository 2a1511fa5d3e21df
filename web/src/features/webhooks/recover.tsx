import { Button, Checkbox, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useState } from "react";

import { ProblemAlert } from "@/components/ui/confirm-dialog";
import { notifyDone } from "@/components/ui/notify";
import { addDays, dateIn, span } from "@/lib/dates";
import { useZone } from "@/lib/session";
import { shared } from "@/lib/words";

import { recover } from "./api";
import { t } from "./words";

/** After an outage at the receiver: what failed since a day is sent again. */
export function Recover({ endpoint }: { endpoint: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="xs" variant="default" leftSection={<History size={14} aria-hidden />} onClick={() => setOpen(true)}>
        {t("recover")}
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={t("recover_it")}
        centered
        closeButtonProps={{ "aria-label": shared("close") }}
      >
        <RecoverForm endpoint={endpoint} onClose={() => setOpen(false)} />
      </Modal>
    </>
  );
}

function RecoverForm({ endpoint, onClose }: { endpoint: string; onClose: () => void }) {
  const zone = useZone();
  const client = useQueryClient();
  const [day, setDay] = useState(() => addDays(dateIn(zone, Date.now()), -1));
  const [all, setAll] = useState(false);
  const since = span(day || undefined, undefined, zone).from;
  const send = useMutation({
    mutationFn: (what: { since: string; all: boolean }) => recover(endpoint, what),
    onSuccess: async ({ deliveries }) => {
      onClose();
      notifyDone(t("recovered", { count: deliveries }));
      await client.invalidateQueries({ queryKey: ["webhooks", "head"] });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (since) send.mutate({ since, all });
      }}
    >
      <Stack gap="sm">
        <Text size="sm">{t("recover_what")}</Text>
        <TextInput
          type="date"
          label={t("since")}
          value={day}
          max={dateIn(zone, Date.now())}
          onChange={(event) => setDay(event.currentTarget.value)}
          required
          withAsterisk={false}
          data-autofocus
        />
        <Checkbox label={t("also_delivered")} checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
        <ProblemAlert error={send.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {shared("cancel")}
          </Button>
          <Button type="submit" loading={send.isPending}>
            {t("send_again")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
