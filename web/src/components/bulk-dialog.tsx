import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";

import { api, unwrap } from "@/lib/api";
import { bulkQuery } from "@/lib/queries";
import type { BulkRequest, BulkView } from "@/lib/types";
import { shared, wordOf } from "@/lib/words";

import { BulkPreview, previewQuery } from "./bulk-preview";
import { BulkProgress } from "./bulk-progress";
import { bulkWhat } from "./bulk-words";
import { ProblemAlert } from "./problem-alert";
import { WhyInput } from "./ui/why-input";

interface BulkDialogProps {
  /** What is previewed, and started unless `start` says otherwise. */
  request: BulkRequest;
  /** Where another word of the API does it, with more than the request says. */
  start?: () => Promise<BulkView>;
  /** Why, where the action needs it: written in the dialog itself, after the preview was asked for. */
  reason?: string;
  title?: string;
  /** What it does, in a sentence. */
  what?: string;
  /** What must be filled in first; the dialog starts when `check` says that it is. */
  children?: ReactNode;
  check?: () => boolean;
  onStarted?: () => void;
  onClose: () => void;
}

/** Says what an action would do, then does it, with progress and a stop. It goes on when the dialog is closed. */
export function BulkDialog(props: BulkDialogProps) {
  const { request, onClose, title = wordOf("bulk", request.kind) } = props;
  const [started, setStarted] = useState<string>();
  return (
    <Modal opened onClose={onClose} title={title} centered closeButtonProps={{ "aria-label": shared("close") }}>
      {started === undefined ? (
        <Asking {...props} title={title} onBegun={setStarted} />
      ) : (
        <BulkProgress id={started} onClose={onClose} />
      )}
    </Modal>
  );
}

function Asking({
  request,
  start,
  reason,
  title,
  what = bulkWhat(request.kind),
  children,
  check = () => true,
  onStarted,
  onBegun,
  onClose,
}: BulkDialogProps & { onBegun: (id: string) => void }) {
  // The selection as it was when the dialog opened: the list behind may change while one reads.
  const [fixed] = useState(request);
  const [why, setWhy] = useState("");
  const preview = useQuery(previewQuery(fixed));
  const client = useQueryClient();
  const begin = useMutation({
    mutationFn:
      start ??
      (() => unwrap(api.POST("/api/v1/bulk", { body: { ...fixed, reason: reason ?? (why.trim() || fixed.reason) } }))),
    onSuccess: (bulk) => {
      client.setQueryData(bulkQuery(bulk.id).queryKey, bulk);
      void client.invalidateQueries({ queryKey: ["bulk", "list"] });
      onBegun(bulk.id);
      onStarted?.();
    },
  });
  const submit = (event: React.SubmitEvent) => {
    event.preventDefault();
    if (check()) begin.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Text>{what}</Text>
        {children}
        {start === undefined && reason === undefined && <WhyInput value={why} onChange={setWhy} />}
        <BulkPreview request={fixed} />
        <ProblemAlert error={begin.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {shared("cancel")}
          </Button>
          <Button
            type="submit"
            loading={begin.isPending}
            disabled={
              !preview.isSuccess || preview.isPlaceholderData || (preview.data?.total === 0 && start === undefined)
            }
          >
            {title}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
