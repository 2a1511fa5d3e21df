import { Group, Stack } from "@mantine/core";

import { EntryList } from "@/components/entry-list";
import { LinkListing } from "@/components/link-listing";
import { Badge, StageBadge } from "@/components/ui/badge";
import { ConnectionName } from "@/components/ui/channel-icon";
import { Section } from "@/components/ui/page";
import { RawView } from "@/components/ui/raw-view";
import { Rich } from "@/components/ui/rich";
import { SentenceBlock } from "@/components/ui/sentence";
import { When } from "@/components/ui/when";
import { useMayOperate } from "@/lib/session";
import type { OrderDetail } from "@/lib/types";
import { operationLabel, within, wordOf } from "@/lib/words";

import { BooksSide } from "./books-side";
import { CancelWish } from "./cancel-wish";
import { ChannelSide } from "./channel-side";
import { Decision, Release } from "./decision";
import classes from "./order-details.module.css";
import { Rerun } from "./rerun";
import { Totals } from "./totals";
import { t } from "./words";

/** One order: what holds it, both sides, and everything that happened. `wide` sets the sides beside each other. */
export function OrderDetails({ order, wide }: { order: OrderDetail; wide?: boolean }) {
  const { snapshot } = order;
  return (
    <Stack gap="md">
      <div className={classes.marks}>
        <StageBadge stage={order.stage} />
        <ConnectionName channel={order.channel} name={order.connection_name} />
        <span className="quiet">
          <Rich
            say={t}
            text="channel_says"
            parts={{ word: <span className="mono">{order.raw_status || t("nothing")}</span> }}
          />
        </span>
        {snapshot.cancel_requested && <Badge tone="amber">{t("cancel_requested")}</Badge>}
        {snapshot.return_requested && <Badge tone="amber">{t("return_requested")}</Badge>}
        {order.released && <Badge tone="slate">{t("released")}</Badge>}
        {order.decision && !order.decided && (
          <Badge tone="slate">{t("decided", { choice: decided(order.decision) })}</Badge>
        )}
      </div>
      {order.decision && order.decided && (
        <p className={classes.planned}>
          <Rich
            say={t}
            text="decided_by"
            values={{ who: order.decided.by, choice: decided(order.decision), reason: order.decided.reason }}
            parts={{ when: <When at={order.decided.at} /> }}
          />
        </p>
      )}
      {order.hold && <SentenceBlock {...order.hold} />}
      {order.skip && <SentenceBlock {...order.skip} />}
      <CancelWish order={order} />
      <Actions order={order} />
      <div className={wide ? classes.wide : classes.narrow}>
        <Section title={t("channel_side")}>
          <ChannelSide order={order} />
        </Section>
        <Section title={t("books_side")}>
          <BooksSide order={order} />
        </Section>
      </div>
      <Section title={t("totals")}>
        <Totals order={order} />
      </Section>
      <Section title={t("next")}>
        <Planned order={order} />
      </Section>
      <Section title={t("happened")}>
        <EntryList entries={order.entries} label={t("entries")} />
      </Section>
      {order.raw && (
        <details className={classes.raw}>
          <summary>{t("raw")}</summary>
          <RawView raw={order.raw} label={t("raw")} />
        </details>
      )}
    </Stack>
  );
}

function Planned({ order }: { order: OrderDetail }) {
  if (order.planned.length === 0) {
    return (
      <p className={classes.planned}>
        {order.hold ? t("next_held") : order.skip ? t("next_skipped") : t("next_nothing")}
      </p>
    );
  }
  return (
    <>
      {order.hold && <p className={classes.planned}>{t("next_waits")}</p>}
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
  if (!mayOperate) return null;
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
      <Rerun order={order} />
    </Group>
  );
}

function decided(word: string): string {
  return within(wordOf("choice", word));
}
