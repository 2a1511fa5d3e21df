import { Textarea } from "@mantine/core";
import { useState } from "react";

import { BulkDialog } from "@/components/bulk-dialog";
import { t as say } from "@/components/words";
import type { BulkRequest } from "@/lib/types";

interface ReleaseDialogProps {
  request: BulkRequest;
  onStarted: () => void;
  onClose: () => void;
}

/** Lets many pending orders through, with the written reason that letting one through needs, too. */
export function ReleaseDialog({ request, onStarted, onClose }: ReleaseDialogProps) {
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const missing = reason.trim() === "";
  const check = () => {
    setTried(true);
    return !missing;
  };
  return (
    <BulkDialog request={request} reason={reason.trim()} check={check} onStarted={onStarted} onClose={onClose}>
      <Textarea
        label={say("reason")}
        description={say("reason_help")}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={tried && missing ? say("reason_missing") : undefined}
        autosize
        minRows={2}
        maxLength={500}
        data-autofocus
        required
        withAsterisk={false}
      />
    </BulkDialog>
  );
}
