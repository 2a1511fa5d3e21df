import { ActionIcon, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Maximize2 } from "lucide-react";

import { SidePanel } from "@/components/ui/side-panel";
import { ErrorState, ListSkeleton } from "@/components/ui/states";
import { operationLabel, shared } from "@/lib/words";

import { issueQuery } from "./api";
import { IssueDetails } from "./issue-details";
import { t } from "./words";

/** One issue beside the list. */
export function IssueDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error, isPending, refetch } = useQuery(issueQuery(id));
  return (
    <SidePanel
      label={t("issue")}
      of={id}
      onClose={onClose}
      title={
        data && (
          <h2 style={{ margin: 0, fontSize: "1rem", fontWeight: 650 }}>
            {operationLabel(data.operation)} <span className="mono quiet">{data.subject}</span>
          </h2>
        )
      }
      actions={
        <Tooltip label={shared("full_page")}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={shared("full_page")}
            renderRoot={(props) => <Link to="/issues/$id" params={{ id }} {...props} />}
          >
            <Maximize2 size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      }
    >
      {isPending ? (
        <ListSkeleton label={t("loading_issue")} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <IssueDetails key={data.id} issue={data} />
      )}
    </SidePanel>
  );
}
