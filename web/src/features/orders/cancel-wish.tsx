import { Button, Group, Text } from "@mantine/core";
import { Check, X } from "lucide-react";
import { useState } from "react";

import { Section } from "@/components/ui/page";
import { ReasonDialog } from "@/components/ui/reason-dialog";
import { useMayOperate } from "@/lib/session";
import type { CancelAnswer, OrderDetail } from "@/lib/types";

import { useOrderActions } from "./actions";
import classes from "./order-details.module.css";
import { t } from "./words";

/** What a buyer who wishes to cancel says, and the answers that the channel takes from here. */
export function CancelWish({ order }: { order: OrderDetail }) {
  const [answer, setAnswer] = useState<CancelAnswer>();
  const mayOperate = useMayOperate();
  if (!mayOperate) return null;
  return (
    <>
      {order.snapshot.cancel_requested && <Wish order={order} onAnswer={setAnswer} />}
      {/* Outside of the wish: when it has gone in the meantime, the dialog is still there to say so. */}
      {answer && <AnswerDialog order={order} answer={answer} onClose={() => setAnswer(undefined)} />}
    </>
  );
}

const icons = { accept: <Check size={15} aria-hidden />, reject: <X size={15} aria-hidden /> };

function Wish({ order, onAnswer }: { order: OrderDetail; onAnswer: (answer: CancelAnswer) => void }) {
  const { cancel_answers: answers, cancel_elsewhere: elsewhere, snapshot } = order;
  return (
    <Section title={t("wish")}>
      <div className={`card ${classes.side}`}>
        <p className={classes.planned}>
          {snapshot.cancel_reason ? t("wish_reason", { reason: snapshot.cancel_reason }) : t("wish_without_reason")}
        </p>
        {elsewhere && (
          <p className={classes.planned}>
            {elsewhere.message} {elsewhere.remedy}
          </p>
        )}
        {answers.length > 0 && (
          <Group gap="xs">
            {answers.map((name) => (
              <Button
                key={name}
                size="xs"
                variant="default"
                leftSection={icons[name]}
                title={t(`wish_${name}_what`)}
                onClick={() => onAnswer(name)}
              >
                {t(`wish_${name}`)}
              </Button>
            ))}
          </Group>
        )}
      </div>
    </Section>
  );
}

interface AnswerDialogProps {
  order: OrderDetail;
  answer: CancelAnswer;
  onClose: () => void;
}

function AnswerDialog({ order, answer: name, onClose }: AnswerDialogProps) {
  const { answer } = useOrderActions();
  return (
    <ReasonDialog
      title={t(`wish_${name}_title`)}
      confirm={t(`wish_${name}`)}
      busy={answer.isPending}
      error={answer.error}
      onClose={onClose}
      onConfirm={(reason) => answer.mutate({ id: order.id, answer: name, reason }, { onSuccess: onClose })}
    >
      <Text>{t(`wish_${name}_what`)}</Text>
      <Text size="sm">{t("wish_reason_goes")}</Text>
    </ReasonDialog>
  );
}
