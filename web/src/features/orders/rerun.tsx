import { Button, Radio, Stack } from "@mantine/core";
import { CloudDownload, RotateCw } from "lucide-react";
import { useState } from "react";

import { ReasonDialog } from "@/components/ui/reason-dialog";
import type { OrderDetail } from "@/lib/types";

import { useOrderActions } from "./actions";
import { t } from "./words";

type Verb = "fetch" | "stored";

/** Works on the order again: with one click, or with a written reason. */
export function Rerun({ order }: { order: OrderDetail }) {
  const [asking, setAsking] = useState(false);
  const { rerun } = useOrderActions();
  const busy = (verb: Verb) => rerun.isPending && !asking && rerun.variables.verb === verb;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<CloudDownload size={15} aria-hidden />}
        title={t("fetch_and_run_what")}
        loading={busy("fetch")}
        disabled={rerun.isPending}
        onClick={() => rerun.mutate({ id: order.id, verb: "fetch" })}
      >
        {t("fetch_and_run")}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<RotateCw size={15} aria-hidden />}
        title={t("run_stored_what")}
        loading={busy("stored")}
        disabled={rerun.isPending}
        onClick={() => rerun.mutate({ id: order.id, verb: "stored" })}
      >
        {t("run_stored")}
      </Button>
      <Button size="xs" variant="subtle" disabled={rerun.isPending} onClick={() => setAsking(true)}>
        {t("with_reason")}
      </Button>
      {asking && <RerunDialog order={order} onClose={() => setAsking(false)} />}
    </>
  );
}

function RerunDialog({ order, onClose }: { order: OrderDetail; onClose: () => void }) {
  const [verb, setVerb] = useState<Verb>("fetch");
  const { rerun } = useOrderActions();
  return (
    <ReasonDialog
      title={t("run_again")}
      confirm={t("run_again")}
      busy={rerun.isPending}
      error={rerun.error}
      onClose={onClose}
      onConfirm={(reason) => rerun.mutate({ id: order.id, verb, reason }, { onSuccess: onClose })}
    >
      <Radio.Group value={verb} onChange={(value) => setVerb(value === "stored" ? "stored" : "fetch")} label={t("how")}>
        <Stack gap={6} mt={6}>
          <Radio value="fetch" label={t("fetch_and_run")} description={t("fetch_what")} />
          <Radio value="stored" label={t("run_stored")} description={t("run_stored_what")} />
        </Stack>
      </Radio.Group>
    </ReasonDialog>
  );
}
