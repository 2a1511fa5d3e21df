import { Button, Group, Stack } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Check, CloudDownload, RotateCw, Undo2 } from "lucide-react";

import { EntryList } from "@/components/entry-list";
import { bulkWhat } from "@/components/bulk-words";
import { LinkListing } from "@/components/link-listing";
import { OrderName } from "@/components/order-name";
import { ConnectionName } from "@/components/ui/channel-icon";
import { Copyable } from "@/components/ui/copyable";
import { Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/page";
import { SentenceBlock } from "@/components/ui/sentence";
import { exact, took } from "@/lib/dates";
import { useMayOperate, useZone } from "@/lib/session";
import type { LogDetail } from "@/lib/types";
import { operationLabel, shared, syncTypeLabel, within, wordOf } from "@/lib/words";

import { entityWord, useLogAction } from "./actions";
import type { LogAction } from "./api";
import { Exchanges } from "./exchange";
import { t } from "./words";

/** "Manual, by rani@example.com"; nothing more when nobody did it. */
function by(what: string, who: string | undefined): string {
  return who ? t("by", { what, who }) : what;
}

/** All that explains one entry: what happened, what to do, the exact exchange, and the attempts before. */
export function LogDetails({ entry }: { entry: LogDetail }) {
  const zone = useZone();
  const mayOperate = useMayOperate();
  const raw = Object.entries(entry.raw);
  return (
    <Stack gap="md">
      <SentenceBlock {...entry} />
      {mayOperate && <Actions entry={entry} />}
      <Facts
        of={[
          [
            entityWord(entry.entity),
            entry.order_id ? (
              <OrderName order={entry.order_id} number={entry.order_number} channelId={entry.ref} both />
            ) : (
              entry.ref && <Copyable value={entry.ref} what={within(t("reference"))} />
            ),
          ],
          [
            t("document"),
            entry.document_ref && <Copyable value={entry.document_ref} what={shared("document_number")} />,
          ],
          [shared("connection"), <ConnectionName key="c" channel={entry.channel} name={entry.connection_name} />],
          [t("started"), `${exact(entry.started_at, zone)} (${zone})`],
          [t("in_utc"), zone !== "UTC" && exact(entry.started_at, "UTC")],
          [t("took"), took(entry.took_ms)],
          [t("sync_type"), by(syncTypeLabel(entry.sync_type), entry.actor)],
          [t("attempt"), entry.attempt > 0 && String(entry.attempt)],
          [
            t("resolved"),
            entry.code >= 400 &&
              (entry.resolved
                ? by(entry.resolved_at ? exact(entry.resolved_at, zone) : t("yes"), entry.resolved_by)
                : t("no")),
          ],
          [
            t("cycle"),
            entry.cycle_id && (
              <Link to="/logs" search={{ cycle: entry.cycle_id }}>
                {t("cycle_entries")}
              </Link>
            ),
          ],
        ]}
      />
      {raw.length > 0 && (
        <Section title={t("particulars")}>
          <Facts
            of={raw.map(([name, value]) => [
              name,
              <span key={name} className="mono">
                {value}
              </span>,
            ])}
          />
        </Section>
      )}
      <Section title={t("exchange")}>
        <Exchanges exchanges={entry.exchange} />
      </Section>
      <Section title={t("earlier_of", { operation: within(operationLabel(entry.operation)) })}>
        <EntryList entries={entry.attempts} label={t("earlier")} />
      </Section>
    </Stack>
  );
}

function Actions({ entry }: { entry: LogDetail }) {
  const act = useLogAction();
  const run = (action: LogAction) => act.mutate({ action, id: entry.id });
  const busy = (action: LogAction) => act.isPending && act.variables.action === action;
  const failed = entry.code >= 400;
  return (
    <Group gap="xs">
      {failed && entry.entity === "order" && entry.raw.listing && (
        <LinkListing connection={entry.connection} listing={entry.raw.listing} name={entry.raw.name ?? ""} />
      )}
      {entry.can_rerun && (
        <>
          <Button
            size="xs"
            leftSection={<CloudDownload size={15} aria-hidden />}
            title={`${bulkWhat("rerun_fetch")} (r)`}
            loading={busy("rerun_fetch")}
            disabled={act.isPending}
            onClick={() => run("rerun_fetch")}
          >
            {wordOf("bulk", "rerun_fetch")}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<RotateCw size={15} aria-hidden />}
            title={bulkWhat("rerun_stored")}
            loading={busy("rerun_stored")}
            disabled={act.isPending}
            onClick={() => run("rerun_stored")}
          >
            {wordOf("bulk", "rerun_stored")}
          </Button>
        </>
      )}
      {failed && (
        <Button
          size="xs"
          variant="default"
          leftSection={entry.resolved ? <Undo2 size={15} aria-hidden /> : <Check size={15} aria-hidden />}
          title={`${bulkWhat(entry.resolved ? "unresolve" : "resolve")} (e)`}
          loading={busy("resolve") || busy("unresolve")}
          disabled={act.isPending}
          onClick={() => run(entry.resolved ? "unresolve" : "resolve")}
        >
          {entry.resolved ? wordOf("bulk", "unresolve") : wordOf("bulk", "resolve")}
        </Button>
      )}
    </Group>
  );
}
