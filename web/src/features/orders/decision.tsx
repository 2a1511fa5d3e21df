import { Button, type ButtonProps, Text } from "@mantine/core";
import { Check, Play, ReceiptText, Trash2 } from "lucide-react";
import { useState } from "react";

import { ReasonDialog } from "@/components/ui/reason-dialog";
import type { Choice, OrderDetail } from "@/lib/types";
import { choiceWhat, isChoice, wordOf } from "@/lib/words";

import { useOrderActions } from "./actions";
import { t } from "./words";

/** What takes something out of the books weighs more than what leaves them as they are. */
const looks: Record<Choice, ButtonProps> = {
  void_and_restock: { color: "red", leftSection: <Trash2 size={15} aria-hidden /> },
  credit_note: { variant: "light", leftSection: <ReceiptText size={15} aria-hidden /> },
  keep: { variant: "default", leftSection: <Check size={15} aria-hidden /> },
};

/** What only a person can decide, one button per choice, each with a written reason. */
export function Decision({ order }: { order: OrderDetail }) {
  const [choice, setChoice] = useState<Choice>();
  const { decide } = useOrderActions();
  return (
    <>
      {order.choices.filter(isChoice).map((name) => (
        <Button
          key={name}
          size="xs"
          {...looks[name]}
          title={choiceWhat(name)}
          onClick={() => {
            decide.reset();
            setChoice(name);
          }}
        >
          {wordOf("choice", name)}
        </Button>
      ))}
      {choice && (
        <ReasonDialog
          title={wordOf("choice", choice)}
          confirm={wordOf("choice", choice)}
          busy={decide.isPending}
          error={decide.error}
          onClose={() => setChoice(undefined)}
          onConfirm={(reason) =>
            decide.mutate({ id: order.id, choice, reason }, { onSuccess: () => setChoice(undefined) })
          }
        >
          <Text>{choiceWhat(choice)}</Text>
        </ReasonDialog>
      )}
    </>
  );
}

/** Lets a pending order through. */
export function Release({ order }: { order: OrderDetail }) {
  const [asking, setAsking] = useState(false);
  const { release } = useOrderActions();
  return (
    <>
      <Button size="xs" leftSection={<Play size={15} aria-hidden />} onClick={() => setAsking(true)}>
        {t("release")}
      </Button>
      {asking && (
        <ReasonDialog
          title={t("release_order")}
          confirm={t("release")}
          busy={release.isPending}
          error={release.error}
          onClose={() => setAsking(false)}
          onConfirm={(reason) => release.mutate({ id: order.id, reason }, { onSuccess: () => setAsking(false) })}
        >
          <Text>{t("release_what")}</Text>
        </ReasonDialog>
      )}
    </>
  );
}
