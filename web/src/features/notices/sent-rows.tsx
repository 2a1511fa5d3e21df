import { Link } from "@tanstack/react-router";

import { Badge } from "@/components/ui/badge";
import type { Column } from "@/components/ui/data-table";
import { When } from "@/components/ui/when";
import type { NoticeView } from "@/lib/types";
import { count, shared } from "@/lib/words";

import { stateTones } from "./kinds";
import { t } from "./words";

export function StateBadge({ state }: { state: NoticeView["state"] }) {
  return <Badge tone={stateTones[state]}>{t(`state_of.${state}`)}</Badge>;
}

function OpenLink({ notice }: { notice: NoticeView }) {
  return (
    <Link
      from="/settings/notices/sent"
      to="/settings/notices/sent"
      search={(old) => ({ ...old, message: notice.id })}
      resetScroll={false}
      preload={false}
      title={notice.title}
      data-row-link
    >
      {notice.title}
    </Link>
  );
}

/** The one shop a message is about, or how many; their names are beside it. */
function Shops({ notice }: { notice: NoticeView }) {
  const names = notice.connections.map((shop) => shop.name);
  return <span title={names.join(", ")}>{names.length > 1 ? t("shops", { count: names.length }) : names[0]}</span>;
}

/** Made while drawing: the heads speak the language of the moment. */
export const noticeColumns = (): Column<NoticeView>[] => [
  { id: "at", header: t("written"), size: 90, cell: (n) => <When at={n.at} /> },
  { id: "title", header: t("title"), size: 200, grow: true, always: true, cell: (n) => <OpenLink notice={n} /> },
  { id: "connection", header: shared("connection"), size: 130, cell: (n) => <Shops notice={n} /> },
  { id: "what", header: t("what"), size: 150, cell: (n) => t(`what_of.${n.what}`) },
  { id: "way", header: t("way"), size: 90, cell: (n) => t(`way_of.${n.way}`) },
  { id: "recipient", header: t("recipient"), size: 180, cell: (n) => <span title={n.recipient}>{n.recipient}</span> },
  { id: "state", header: t("state"), size: 100, cell: (n) => <StateBadge state={n.state} /> },
  { id: "attempts", header: t("attempts"), size: 80, align: "right", cell: (n) => count(n.attempts) },
  { id: "sort", header: t("sort"), size: 110, hidden: true, cell: (n) => t(`sort_of.${n.sort}`) },
  { id: "sent", header: t("sent"), size: 90, hidden: true, cell: (n) => <When at={n.sent_at} /> },
];

export function NoticeCard({ notice }: { notice: NoticeView }) {
  return (
    <>
      <div style={{ display: "flex", gap: "0.5rem", justifyContent: "space-between" }}>
        <OpenLink notice={notice} />
        <StateBadge state={notice.state} />
      </div>
      <div className="quiet" style={{ display: "flex", flexWrap: "wrap", gap: "0 0.75rem", fontSize: "0.75rem" }}>
        <When at={notice.at} />
        {notice.connections.length > 0 && <Shops notice={notice} />}
        <span>{t(`way_of.${notice.way}`)}</span>
        <span>{notice.recipient}</span>
      </div>
    </>
  );
}
