import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/page";
import { RawView } from "@/components/ui/raw-view";
import { SentenceBlock } from "@/components/ui/sentence";
import { SidePanel } from "@/components/ui/side-panel";
import { ErrorState, ListSkeleton } from "@/components/ui/states";
import { When } from "@/components/ui/when";
import type { NoticeDetail } from "@/lib/types";
import { count, shared } from "@/lib/words";

import { noticeQuery } from "./api";
import classes from "./notices.module.css";
import { StateBadge } from "./sent-rows";
import { t } from "./words";

/** One message beside the list, as it went out. */
export function NoticeDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error, isPending, refetch } = useQuery(noticeQuery(id));
  return (
    <SidePanel
      label={t("message")}
      of={id}
      onClose={onClose}
      title={data && <h2 style={{ margin: 0, fontSize: "1rem", fontWeight: 650 }}>{data.title}</h2>}
    >
      {isPending ? (
        <ListSkeleton label={t("loading_message")} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Details notice={data} />
      )}
    </SidePanel>
  );
}

function Details({ notice }: { notice: NoticeDetail }) {
  return (
    <Stack gap="md">
      <div>
        <StateBadge state={notice.state} />
      </div>
      {notice.problem && <SentenceBlock {...notice.problem} />}
      <Facts
        of={[
          [t("recipient"), notice.recipient],
          [shared("connection"), notice.connections.map((shop) => shop.name).join(", ")],
          [t("way"), t(`way_of.${notice.way}`)],
          [t("what"), t(`what_of.${notice.what}`)],
          [t("sort"), t(`sort_of.${notice.sort}`)],
          [t("written"), <When key="w" at={notice.at} />],
          [t("sent"), notice.sent_at && <When at={notice.sent_at} />],
          [t("attempts"), count(notice.attempts)],
          [t("next_try"), notice.next_at && <When at={notice.next_at} />],
        ]}
      />
      <Section title={t("text")}>
        <pre className={classes.text}>{notice.content}</pre>
      </Section>
      <details>
        <summary>{t("as_sent")}</summary>
        <RawView raw={notice.body} label={t("as_sent")} />
      </details>
    </Stack>
  );
}
