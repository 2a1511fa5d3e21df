import { Stack } from "@mantine/core";
import { Link } from "@tanstack/react-router";

import { EntryList } from "@/components/entry-list";
import { HeldMoney } from "@/components/held-money";
import { ConnectionName } from "@/components/ui/channel-icon";
import { Copyable } from "@/components/ui/copyable";
import { Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/page";
import { SentenceBlock } from "@/components/ui/sentence";
import { When } from "@/components/ui/when";
import { exact } from "@/lib/dates";
import { useMayOperate, useZone } from "@/lib/session";
import type { IssueDetail } from "@/lib/types";
import { count, shared, within } from "@/lib/words";

import { Comments } from "./comments";
import { FixBar } from "./fix";
import { HeldOrders } from "./held-orders";
import { IssueActions } from "./issue-actions";
import classes from "./issues.module.css";
import { StateBadge } from "./issues-rows";
import { TrendChart } from "./trend";
import { t } from "./words";

interface IssueDetailsProps {
  issue: IssueDetail;
  /** Opens the first fix at once, and says when it has. */
  fixAtOnce?: boolean;
  onAsked?: () => void;
}

/** All of one issue: what is wrong and what to do, how it went, what it holds up, and what people said. */
export function IssueDetails({ issue, fixAtOnce, onAsked }: IssueDetailsProps) {
  const mayOperate = useMayOperate();
  return (
    <Stack gap="md">
      <div className={classes.marks}>
        <StateBadge state={issue.state} />
        <ConnectionName channel={issue.channel} name={issue.connection_name} />
        <State issue={issue} />
      </div>
      <SentenceBlock {...issue} />
      {mayOperate && (
        <>
          <FixBar issue={issue} atOnce={fixAtOnce} onAsked={onAsked} />
          <IssueActions issue={issue} />
        </>
      )}
      <Figures issue={issue} />
      <Section title={t("trend_30")}>
        <TrendChart days={issue.trend} />
      </Section>
      <Section title={t("held_orders")}>
        <HeldOrders issue={issue.id} />
      </Section>
      <Section
        title={t("sample")}
        aside={
          <Link to="/logs" search={{ issue: issue.id }}>
            {t("all_entries", { count: issue.entries })}
          </Link>
        }
      >
        <EntryList entries={issue.sample} label={t("sample")} />
      </Section>
      <Section title={t("comments")}>
        <Comments issue={issue} mayWrite={mayOperate} />
      </Section>
    </Stack>
  );
}

/** Who brought it into its state, and when a snooze ends. */
function State({ issue }: { issue: IssueDetail }) {
  const zone = useZone();
  const by = { success: t("by_success"), check: t("by_check") }[issue.state_by] ?? issue.state_by;
  return (
    <span className="quiet">
      {by && t("by", { who: by })} {by && issue.state_at && <When at={issue.state_at} />}{" "}
      {issue.snooze_until && t("snoozed_until", { when: exact(issue.snooze_until, zone) })}{" "}
      {issue.snooze_entries && t("snoozed_entries", { n: count(issue.snooze_entries) })}
    </span>
  );
}

function Figures({ issue }: { issue: IssueDetail }) {
  return (
    <Facts
      of={[
        [t("subject"), issue.subject && <Copyable value={issue.subject} what={within(t("subject"))} />],
        [
          t("holds"),
          issue.held_orders > 0 && (
            <>
              <Link to="/orders" search={{ tab: "all", issue: issue.id }}>
                {t("orders", { count: issue.held_orders })}
              </Link>
              , <HeldMoney held={issue.held} />
            </>
          ),
        ],
        [t("entries"), t("entries_open", { n: count(issue.entries), open: count(issue.open) })],
        [t("first_seen"), <When key="f" at={issue.first_at} />],
        [t("last_seen"), <When key="l" at={issue.last_at} />],
        [t("assignee"), issue.assignee_name],
        [shared("connection"), issue.connection_name],
      ]}
    />
  );
}
