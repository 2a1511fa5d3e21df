import { Link } from "@tanstack/react-router";

import { CodeBadge } from "@/components/ui/badge";
import { ConnectionName } from "@/components/ui/channel-icon";
import { Copyable } from "@/components/ui/copyable";
import type { Column } from "@/components/ui/data-table";
import { Clock, When } from "@/components/ui/when";
import { took } from "@/lib/dates";
import type { LogEntry } from "@/lib/types";
import { operationLabel, shared, syncTypeLabel, within } from "@/lib/words";

import { entityWord } from "./actions";
import type { LogsSearch } from "./search";
import { t } from "./words";

/** Opens the drawer beside the list; with the middle button or a modifier, the full page. */
function OpenLink({ entry }: { entry: LogEntry }) {
  return (
    <Link
      from="/logs"
      to="/logs"
      search={(old) => ({ ...old, entry: entry.id })}
      resetScroll={false}
      preload={false}
      data-row-link
    >
      {operationLabel(entry.operation)}
    </Link>
  );
}

function Resolved({ entry }: { entry: LogEntry }) {
  if (entry.code < 400) return null;
  return <span className="quiet">{entry.resolved ? t("resolved") : t("open")}</span>;
}

/**
 * The columns of a tab: what happened to stock is known by its SKU, to an order by its number. All is about the log itself, and shows when
 * and with what an entry was made; the others leave the room to what it says. Made while drawing: the heads speak the
 * language of the moment.
 */
export const entryColumns = (tab: LogsSearch["tab"]): Column<LogEntry>[] => [
  { id: "at", header: t("time"), size: 96, cell: (e) => <When at={e.at} /> },
  {
    id: "started",
    header: t("start_date"),
    size: 84,
    hidden: tab !== undefined,
    cell: (e) => <Clock at={e.started_at} />,
  },
  { id: "ended", header: t("end_date"), size: 84, hidden: tab !== undefined, cell: (e) => <Clock at={e.ended_at} /> },
  { id: "operation", header: t("type"), size: 172, always: true, cell: (e) => <OpenLink entry={e} /> },
  { id: "code", header: t("outcome"), size: 136, cell: (e) => <CodeBadge code={e.code} reason={e.reason} /> },
  {
    id: "sku",
    header: t("sku"),
    size: 150,
    hidden: tab !== "inventory",
    cell: (e) => e.sku && <Copyable value={e.sku} what={t("sku")} />,
  },
  {
    id: "ref",
    header: t("reference"),
    size: 156,
    cell: (e) => <Copyable value={e.order_number || e.ref} what={within(t("reference"))} />,
  },
  {
    id: "message",
    header: t("message"),
    size: 160,
    grow: true,
    cell: (e) => <span title={e.message}>{e.message}</span>,
  },
  {
    id: "connection",
    header: shared("connection"),
    size: 128,
    cell: (e) => <ConnectionName channel={e.channel} name={e.connection_name} />,
  },
  {
    id: "document",
    header: t("document"),
    size: 120,
    hidden: true,
    cell: (e) => (e.document_ref ? <Copyable value={e.document_ref} what={shared("document_number")} /> : null),
  },
  { id: "sync_type", header: t("sync_type"), size: 88, cell: (e) => syncTypeLabel(e.sync_type) },
  { id: "resolved", header: t("resolved"), size: 80, cell: (e) => <Resolved entry={e} /> },
  { id: "entity", header: t("entity_type"), size: 92, hidden: tab !== undefined, cell: (e) => entityWord(e.entity) },
  { id: "attempt", header: t("attempt"), size: 76, align: "right", hidden: true, cell: (e) => e.attempt },
  { id: "took", header: t("took"), size: 80, align: "right", hidden: true, cell: (e) => took(e.took_ms) },
  { id: "actor", header: t("actor"), size: 120, hidden: true, cell: (e) => e.actor },
];

export function EntryCard({ entry }: { entry: LogEntry }) {
  return (
    <>
      <div style={{ display: "flex", gap: "0.5rem", justifyContent: "space-between" }}>
        <OpenLink entry={entry} />
        <CodeBadge code={entry.code} reason={entry.reason} />
      </div>
      <div>{entry.message}</div>
      <div className="quiet" style={{ display: "flex", flexWrap: "wrap", gap: "0 0.75rem", fontSize: "0.75rem" }}>
        <When at={entry.at} />
        <span>{entry.connection_name}</span>
        <span className="mono">{entry.order_number || entry.ref}</span>
        <Resolved entry={entry} />
      </div>
    </>
  );
}
