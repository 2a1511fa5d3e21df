import { Button, Text } from "@mantine/core";
import { Gavel, Play } from "lucide-react";
import { useState } from "react";

import { ReasonDialog } from "@/components/ui/reason-dialog";
import type { Choice, OrderDetail } from "@/lib/types";

import { choiceWords, isChoice, useOrderActions } from "./actions";

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
          leftSection={<Gavel size={15} aria-hidden />}
          title={choiceWords[name].what}
          onClick={() => {
            decide.reset();
            setChoice(name);
          }}
        >
          {choiceWords[name].label}
        </Button>
      ))}
      {choice && (
        <ReasonDialog
          title={choiceWords[choice].label}
          confirm={choiceWords[choice].label}
          busy={decide.isPending}
          error={decide.error}
          onClose={() => setChoice(undefined)}
          onConfirm={(reason) =>
            decide.mutate({ id: order.id, choice, reason }, { onSuccess: () => setChoice(undefined) })
          }
        >
          <Text>{choiceWords[choice].what}</Text>
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
        Release
      </Button>
      {asking && (
        <ReasonDialog
          title="Release the order"
          confirm="Release"
          busy={release.isPending}
          error={release.error}
          onClose={() => setAsking(false)}
          onConfirm={(reason) => release.mutate({ id: order.id, reason }, { onSuccess: () => setAsking(false) })}
        >
          <Text>The order stops waiting and goes into the books.</Text>
        </ReasonDialog>
      )}
    </>
  );
}
