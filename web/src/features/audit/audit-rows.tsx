import { Link } from "@tanstack/react-router";

import { Copyable } from "@/components/ui/copyable";
import type { Column } from "@/components/ui/data-table";
import { When } from "@/components/ui/when";
import type { AuditView } from "@/lib/types";

import { actionWord } from "./actions";
import { t } from "./words";

/** Everything else that this person or token did. */
function Actor({ line }: { line: AuditView }) {
  return (
    <Link
      from="/settings/audit"
      to="/settings/audit"
      search={(old) => ({ ...old, actor: line.actor })}
      preload={false}
      data-row-link
    >
      {line.actor}
    </Link>
  );
}

/** Everything else that was done to it. */
function Subject({ line }: { line: AuditView }) {
  if (!line.subject) return null;
  return (
    <Copyable value={line.subject} what={t("about")}>
      <Link
        from="/settings/audit"
        to="/settings/audit"
        search={(old) => ({ ...old, subject: line.subject })}
        preload={false}
        className="mono"
        title={line.subject}
      >
        {line.subject}
      </Link>
    </Copyable>
  );
}

/** Made while drawing: the heads speak the language of the moment. */
export const auditColumns = (): Column<AuditView>[] => [
  { id: "at", header: t("when"), size: 90, cell: (line) => <When at={line.at} /> },
  { id: "actor", header: t("who"), size: 200, always: true, cell: (line) => <Actor line={line} /> },
  {
    id: "action",
    header: t("what"),
    size: 270,
    cell: (line) => <span title={actionWord(line.action)}>{actionWord(line.action)}</span>,
  },
  { id: "subject", header: t("about"), size: 220, grow: true, cell: (line) => <Subject line={line} /> },
  {
    id: "reason",
    header: t("reason"),
    size: 140,
    grow: true,
    cell: (line) => <span title={line.reason}>{line.reason}</span>,
  },
];

export function AuditCard({ line }: { line: AuditView }) {
  return (
    <>
      <div>
        <Actor line={line} />: {actionWord(line.action)}
      </div>
      <div>
        <Subject line={line} />
      </div>
      {line.reason && <div>{line.reason}</div>}
      <div className="quiet" style={{ fontSize: "0.75rem" }}>
        <When at={line.at} />
      </div>
    </>
  );
}
