import { ActionIcon, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Maximize2 } from "lucide-react";

import { SidePanel } from "@/components/ui/side-panel";
import { ErrorState, ListSkeleton } from "@/components/ui/states";
import { operationLabel, shared } from "@/lib/words";

import { logQuery } from "./api";
import { LogDetails } from "./log-details";
import { t } from "./words";

/** One entry beside the list. */
export function LogDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error, isPending, refetch } = useQuery(logQuery(id));
  return (
    <SidePanel
      label={t("entry")}
      of={id}
      onClose={onClose}
      title={
        data && (
          <h2 style={{ margin: 0, fontSize: "1rem", fontWeight: 650 }}>
            {operationLabel(data.operation)} <span className="mono quiet">{data.order_number || data.ref}</span>
          </h2>
        )
      }
      actions={
        <Tooltip label={shared("full_page")}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={shared("full_page")}
            renderRoot={(props) => <Link to="/logs/$id" params={{ id }} {...props} />}
          >
            <Maximize2 size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      }
    >
      {isPending ? (
        <ListSkeleton label={t("loading_entry")} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <LogDetails entry={data} />
      )}
    </SidePanel>
  );
}
