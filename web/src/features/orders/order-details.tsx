import { Button, Group, Stack } from "@mantine/core";
import { CloudDownload, RotateCw } from "lucide-react";

import { EntryList } from "@/components/entry-list";
import { LinkListing } from "@/components/link-listing";
import { Badge, StageBadge } from "@/components/ui/badge";
import { ConnectionName } from "@/components/ui/channel-icon";
import { Section } from "@/components/ui/page";
import { RawView } from "@/components/ui/raw-view";
import { SentenceBlock } from "@/components/ui/sentence";
import { useMayOperate } from "@/lib/session";
import type { OrderDetail } from "@/lib/types";
import { operationLabel, sentenceCase } from "@/lib/words";

import { choiceWords, isChoice, useOrderActions } from "./actions";
import { BooksSide } from "./books-side";
import { ChannelSide } from "./channel-side";
import { Decision, Release } from "./decision";
import classes from "./order-details.module.css";
import { Totals } from "./totals";

/** One order: what holds it, both sides, and everything that happened. `wide` sets the sides beside each other. */
export function OrderDetails({ order, wide }: { order: OrderDetail; wide?: boolean }) {
  const { snapshot } = order;
  return (
    <Stack gap="md">
      <div className={classes.marks}>
        <StageBadge stage={order.stage} />
        <ConnectionName channel={order.channel} name={order.connection_name} />
        <span className="quiet">
          channel says <span className="mono">{order.raw_status || "nothing"}</span>
        </span>
        {snapshot.cancel_requested && <Badge tone="amber">Cancellation requested</Badge>}
        {snapshot.return_requested && <Badge tone="amber">Return requested</Badge>}
        {order.released && <Badge tone="slate">Released by a person</Badge>}
        {order.decision && <Badge tone="slate">Decided: {decided(order.decision)}</Badge>}
      </div>
      {order.hold && <SentenceBlock {...order.hold} />}
      {order.skip && <SentenceBlock {...order.skip} />}
      <Actions order={order} />
      <div className={wide ? classes.wide : classes.narrow}>
        <Section title="The channel's side">
          <ChannelSide order={order} />
        </Section>
        <Section title="The books' side">
          <BooksSide order={order} />
        </Section>
      </div>
      <Section title="Totals">
        <Totals order={order} />
      </Section>
      <Section title="What comes next">
        <Planned order={order} />
      </Section>
      <Section title="What happened">
        <EntryList entries={order.entries} label="Entries about this order" />
      </Section>
      {order.raw && (
        <details className={classes.raw}>
          <summary>The channel&apos;s own answer</summary>
          <RawView raw={order.raw} label="The channel's own answer" />
        </details>
      )}
    </Stack>
  );
}

function Planned({ order }: { order: OrderDetail }) {
  if (order.planned.length === 0) {
    return (
      <p className={classes.planned}>
        {order.hold
          ? "Nothing, until what holds it is cleared."
          : order.skip
            ? "Nothing, by the rule above."
            : "Nothing: the books show what the channel shows."}
      </p>
    );
  }
  return (
    <>
      {order.hold && <p className={classes.planned}>These wait until what holds the order is cleared:</p>}
      <ol className={classes.ops}>
        {order.planned.map((op, i) => (
          <li key={`${op.operation}-${i}`}>
            <strong>{operationLabel(op.operation)}</strong> {op.detail && <span className="quiet">{op.detail}</span>}
          </li>
        ))}
      </ol>
    </>
  );
}

function Actions({ order }: { order: OrderDetail }) {
  const mayOperate = useMayOperate();
  const { rerun } = useOrderActions();
  if (!mayOperate) return null;
  const busy = (verb: "fetch" | "stored") => rerun.isPending && rerun.variables.verb === verb;
  return (
    <Group gap="xs">
      {order.choices.length > 0 && <Decision order={order} />}
      {order.hold && order.hold_args.listing && (
        <LinkListing
          connection={order.connection}
          listing={order.hold_args.listing}
          name={order.hold_args.name ?? ""}
        />
      )}
      {order.tab === "pending" && !order.released && <Release order={order} />}
      <Button
        size="xs"
        variant="default"
        leftSection={<CloudDownload size={15} aria-hidden />}
        title="Reads the order from the channel again and does what remains (r)"
        loading={busy("fetch")}
        disabled={rerun.isPending}
        onClick={() => rerun.mutate({ id: order.id, verb: "fetch" })}
      >
        Fetch and run again
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<RotateCw size={15} aria-hidden />}
        title="Does what remains with the order as it was last read; the channel is not asked"
        loading={busy("stored")}
        disabled={rerun.isPending}
        onClick={() => rerun.mutate({ id: order.id, verb: "stored" })}
      >
        Run again with what is stored
      </Button>
    </Group>
  );
}

function decided(word: string): string {
  return (isChoice(word) ? choiceWords[word].label : sentenceCase(word)).toLowerCase();
}
