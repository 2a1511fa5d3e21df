import { Link } from "@tanstack/react-router";

import { CodeBadge } from "@/components/ui/badge";
import { ConnectionName } from "@/components/ui/channel-icon";
import { Copyable } from "@/components/ui/copyable";
import type { Column } from "@/components/ui/data-table";
import { When } from "@/components/ui/when";
import { took } from "@/lib/dates";
import type { LogEntry } from "@/lib/types";
import { operationLabel, syncTypeLabel } from "@/lib/words";

import { entityWord } from "./actions";

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
  return <span className="quiet">{entry.resolved ? "Resolved" : "Open"}</span>;
}

export const entryColumns: Column<LogEntry>[] = [
  { id: "at", header: "Time", size: 80, cell: (e) => <When at={e.at} /> },
  { id: "operation", header: "Transaction type", size: 172, always: true, cell: (e) => <OpenLink entry={e} /> },
  { id: "code", header: "Outcome", size: 148, cell: (e) => <CodeBadge code={e.code} reason={e.reason} /> },
  { id: "ref", header: "Reference", size: 130, cell: (e) => <Copyable value={e.ref} what="reference" /> },
  { id: "message", header: "Message", size: 160, grow: true, cell: (e) => <span title={e.message}>{e.message}</span> },
  {
    id: "connection",
    header: "Connection",
    size: 140,
    cell: (e) => <ConnectionName channel={e.channel} name={e.connection_name} />,
  },
  {
    id: "document",
    header: "Document",
    size: 120,
    hidden: true,
    cell: (e) => (e.document_ref ? <Copyable value={e.document_ref} what="document number" /> : null),
  },
  { id: "sync_type", header: "Sync type", size: 88, cell: (e) => syncTypeLabel(e.sync_type) },
  { id: "resolved", header: "Resolved", size: 80, cell: (e) => <Resolved entry={e} /> },
  { id: "entity", header: "Entity type", size: 96, hidden: true, cell: (e) => entityWord(e.entity) },
  { id: "attempt", header: "Attempt", size: 76, align: "right", hidden: true, cell: (e) => e.attempt },
  { id: "took", header: "Took", size: 80, align: "right", hidden: true, cell: (e) => took(e.took_ms) },
  { id: "started", header: "Started", size: 90, hidden: true, cell: (e) => <When at={e.started_at} /> },
  { id: "actor", header: "By", size: 120, hidden: true, cell: (e) => e.actor },
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
        <span className="mono">{entry.ref}</span>
        <Resolved entry={entry} />
      </div>
    </>
  );
}
