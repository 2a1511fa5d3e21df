import { Button, Group, Stack } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Check, CloudDownload, RotateCw, Undo2 } from "lucide-react";

import { EntryList } from "@/components/entry-list";
import { LinkListing } from "@/components/link-listing";
import { ConnectionName } from "@/components/ui/channel-icon";
import { Copyable } from "@/components/ui/copyable";
import { Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/page";
import { SentenceBlock } from "@/components/ui/sentence";
import { exact, took } from "@/lib/dates";
import { useMayOperate, useZone } from "@/lib/session";
import type { LogDetail } from "@/lib/types";
import { operationLabel, syncTypeLabel } from "@/lib/words";

import { actionWords, entityWord, useLogAction } from "./actions";
import type { LogAction } from "./api";
import { Exchanges } from "./exchange";

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
            entry.entity === "order" ? "Order" : entityWord(entry.entity),
            entry.order_id ? (
              <Copyable value={entry.ref} what="order number">
                <Link to="/orders/$id" params={{ id: entry.order_id }} className="mono">
                  {entry.ref}
                </Link>
              </Copyable>
            ) : (
              entry.ref && <Copyable value={entry.ref} what="reference" />
            ),
          ],
          ["Document", entry.document_ref && <Copyable value={entry.document_ref} what="document number" />],
          ["Connection", <ConnectionName key="c" channel={entry.channel} name={entry.connection_name} />],
          ["Started", `${exact(entry.started_at, zone)} (${zone})`],
          ["In UTC", zone !== "UTC" && exact(entry.started_at, "UTC")],
          ["Took", took(entry.took_ms)],
          ["Sync type", syncTypeLabel(entry.sync_type) + (entry.actor ? `, by ${entry.actor}` : "")],
          ["Attempt", entry.attempt > 0 && String(entry.attempt)],
          [
            "Resolved",
            entry.code >= 400 &&
              (entry.resolved
                ? `${entry.resolved_at ? exact(entry.resolved_at, zone) : "yes"}${entry.resolved_by ? `, by ${entry.resolved_by}` : ""}`
                : "no"),
          ],
          [
            "Cycle",
            entry.cycle_id && (
              <Link to="/logs" search={{ cycle: entry.cycle_id }}>
                Entries of the same cycle
              </Link>
            ),
          ],
        ]}
      />
      {raw.length > 0 && (
        <Section title="Particulars">
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
      <Section title="Exchange with the channel">
        <Exchanges exchanges={entry.exchange} />
      </Section>
      <Section title={`Earlier attempts of ${operationLabel(entry.operation).toLowerCase()}`}>
        <EntryList entries={entry.attempts} label="Earlier attempts" />
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
            title={`${actionWords.rerun_fetch.what} (r)`}
            loading={busy("rerun_fetch")}
            disabled={act.isPending}
            onClick={() => run("rerun_fetch")}
          >
            Fetch and run again
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<RotateCw size={15} aria-hidden />}
            title={actionWords.rerun_stored.what}
            loading={busy("rerun_stored")}
            disabled={act.isPending}
            onClick={() => run("rerun_stored")}
          >
            Run again with what is stored
          </Button>
        </>
      )}
      {failed && (
        <Button
          size="xs"
          variant="default"
          leftSection={entry.resolved ? <Undo2 size={15} aria-hidden /> : <Check size={15} aria-hidden />}
          title={`${actionWords[entry.resolved ? "unresolve" : "resolve"].what} (e)`}
          loading={busy("resolve") || busy("unresolve")}
          disabled={act.isPending}
          onClick={() => run(entry.resolved ? "unresolve" : "resolve")}
        >
          {entry.resolved ? "Mark unresolved" : "Mark resolved"}
        </Button>
      )}
    </Group>
  );
}
