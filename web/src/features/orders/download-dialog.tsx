import { Alert, Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { WhyInput } from "@/components/ui/why-input";
import { asProblem } from "@/lib/problem";
import { connectionsQuery } from "@/lib/queries";
import { shared } from "@/lib/words";

import { useOrderActions } from "./actions";
import { t } from "./words";

/** Manual download: an order that the channel has and the books do not. */
export function DownloadDialog({ connection, onClose }: { connection: string | undefined; onClose: () => void }) {
  const { data = [] } = useQuery(connectionsQuery);
  const [chosen, setChosen] = useState(connection);
  const [ref, setRef] = useState("");
  const [why, setWhy] = useState("");
  const { download } = useOrderActions();
  const where = chosen ?? data[0]?.id ?? "";
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("download_order")}
      centered
      closeButtonProps={{ "aria-label": shared("close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (where && ref.trim())
            download.mutate({ connection: where, ref: ref.trim(), reason: why.trim() }, { onSuccess: onClose });
        }}
      >
        <Stack gap="sm">
          <Text className="quiet">{t("download_what")}</Text>
          <NativeSelect
            label={shared("connection")}
            value={where}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={data.map((c) => ({ value: c.id, label: c.name }))}
          />
          <TextInput
            label={shared("order_number")}
            description={t("as_the_channel_shows")}
            value={ref}
            onChange={(event) => setRef(event.currentTarget.value)}
            required
            withAsterisk={false}
            data-autofocus
          />
          <WhyInput value={why} onChange={setWhy} />
          {download.error && (
            <Alert color="red" role="alert" title={asProblem(download.error).title}>
              {asProblem(download.error).detail}
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {shared("cancel")}
            </Button>
            <Button type="submit" loading={download.isPending}>
              {t("download")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
