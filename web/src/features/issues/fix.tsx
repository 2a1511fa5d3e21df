import { Button, Group } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { CreditCard, Gavel, Link2, type LucideIcon, Plug, RotateCw } from "lucide-react";
import { useEffect, useState } from "react";

import { BulkDialog } from "@/components/bulk-dialog";
import type { BulkRequest, IssueDetail } from "@/lib/types";

import { fixIssue } from "./api";
import { DecideDialog, LinkDialog, MethodDialog } from "./fix-dialogs";
import { t } from "./words";

const ways = ["link", "choose_method", "decide", "reconnect", "rerun"] as const;
type Way = (typeof ways)[number];

const icons: Record<Way, LucideIcon> = {
  link: Link2,
  choose_method: CreditCard,
  decide: Gavel,
  reconnect: RotateCw,
  rerun: RotateCw,
};

interface FixBarProps {
  issue: IssueDetail;
  atOnce?: boolean;
  onAsked?: () => void;
}

/** The ways in which this issue can be fixed here, the best one first. */
export function FixBar({ issue, atOnce, onAsked }: FixBarProps) {
  const [asking, setAsking] = useState<Way>();
  const offered = ways.filter((way) => issue.fixes.includes(way));
  const first = offered[0];
  useEffect(() => {
    if (!atOnce) return;
    setAsking(first);
    onAsked?.();
    // Once, for the address that asked for it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [atOnce]);
  const over = issue.state === "resolved" && issue.held_orders === 0;
  return (
    <>
      {!over && <Ways issue={issue} offered={offered} onAsk={setAsking} />}
      {/* Also when it is over: a fix resolves the issue while its dialog still says what became of the orders. */}
      {asking && <FixDialog issue={issue} way={asking} onClose={() => setAsking(undefined)} />}
    </>
  );
}

interface WaysProps {
  issue: IssueDetail;
  offered: Way[];
  onAsk: (way: Way) => void;
}

function Ways({ issue, offered, onAsk }: WaysProps) {
  return (
    <Group gap="xs">
      {offered.includes("reconnect") && (
        <Button
          size="xs"
          leftSection={<Plug size={15} aria-hidden />}
          renderRoot={(props) => <Link to="/settings/connections/$id" params={{ id: issue.connection }} {...props} />}
        >
          {t("to_connection")}
        </Button>
      )}
      {offered.map((way, i) => {
        const Icon = icons[way];
        const main = i === 0 && way !== "reconnect";
        return (
          <Button
            key={way}
            size="xs"
            variant={main ? "filled" : "default"}
            leftSection={<Icon size={15} aria-hidden />}
            onClick={() => onAsk(way)}
          >
            {t(`fix.${way}`)}
          </Button>
        );
      })}
    </Group>
  );
}

function FixDialog({ issue, way, onClose }: { issue: IssueDetail; way: Way; onClose: () => void }) {
  if (way === "link") return <LinkDialog issue={issue} onClose={onClose} />;
  if (way === "choose_method") return <MethodDialog issue={issue} onClose={onClose} />;
  if (way === "decide") return <DecideDialog issue={issue} onClose={onClose} />;
  return (
    <BulkDialog
      request={rerunOf(issue)}
      start={() => fixIssue(issue.id, { fix: way })}
      title={t(`fix.${way}`)}
      onClose={onClose}
    />
  );
}

// Failures of ours, of the state or of a link are about what was read; the others are the channel's, so it is asked again.
const stored = new Set([400, 422, 500]);

/** What running an issue again is about, for its preview; package fix does the same. */
export function rerunOf({ id, code, open }: Pick<IssueDetail, "id" | "code" | "open">): BulkRequest {
  const kind = stored.has(code) ? "rerun_stored" : "rerun_fetch";
  // When a person has resolved all entries, the orders still wait.
  return open > 0 ? { kind, entries: { issue: id, hide_resolved: true } } : { kind, orders: { issue: id } };
}
