import { Button, Text } from "@mantine/core";
import { useState } from "react";

import { SKUInput } from "@/components/sku-input";
import { ReasonDialog } from "@/components/ui/reason-dialog";
import { Rich } from "@/components/ui/rich";
import { When } from "@/components/ui/when";
import { useMayOperate } from "@/lib/session";
import type { LineView, OrderDetail, OverrideView } from "@/lib/types";

import { useOrderActions } from "./actions";
import { t } from "./words";

/** Who gave this line of this order another SKU, and why; and the way to give it one. */
export function Override({ order, line }: { order: OrderDetail; line: LineView }) {
  const [asking, setAsking] = useState(false);
  const mayOperate = useMayOperate();
  const given = order.overrides.find((o) => o.line === line.ref);
  const has = !line.unlinked;
  return (
    <>
      {given && (
        <div className="quiet">
          <Rich
            say={t}
            text="given"
            values={{ who: given.by, reason: given.reason }}
            parts={{ when: <When at={given.at} /> }}
          />
        </div>
      )}
      {mayOperate && line.ref && (
        <Button
          size="compact-xs"
          variant="transparent"
          px={0}
          aria-label={t(has ? "change_sku_for" : "give_sku_for", { name: line.name })}
          onClick={() => setAsking(true)}
        >
          {t(has ? "change_sku" : "give_sku")}
        </Button>
      )}
      {asking && <OverrideDialog order={order} line={line} given={given} onClose={() => setAsking(false)} />}
    </>
  );
}

interface OverrideDialogProps {
  order: OrderDetail;
  line: LineView;
  given: OverrideView | undefined;
  onClose: () => void;
}

function OverrideDialog({ order, line, given, onClose }: OverrideDialogProps) {
  const [sku, setSKU] = useState(given?.sku ?? "");
  const [missing, setMissing] = useState(false);
  const { override } = useOrderActions();
  // An emptied box takes back what was given before.
  const takesBack = given !== undefined && sku.trim() === "";
  const give = (reason: string) => {
    if (sku.trim() === "" && !takesBack) return setMissing(true);
    override.mutate({ id: order.id, line: line.ref, sku: sku.trim(), reason }, { onSuccess: onClose });
  };
  return (
    <ReasonDialog
      title={t("give_sku_for", { name: line.name })}
      confirm={t(takesBack ? "take_back" : "give_and_run")}
      busy={override.isPending}
      error={override.error}
      onConfirm={give}
      onClose={onClose}
    >
      <Text>{t("give_sku_what")}</Text>
      <SKUInput value={sku} onChange={setSKU} error={missing ? t("sku_missing") : undefined} />
    </ReasonDialog>
  );
}
