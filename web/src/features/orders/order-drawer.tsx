import { ActionIcon, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Maximize2 } from "lucide-react";

import { ChannelIcon } from "@/components/ui/channel-icon";
import { SidePanel } from "@/components/ui/side-panel";
import { ErrorState, ListSkeleton } from "@/components/ui/states";
import { shared } from "@/lib/words";

import { orderQuery } from "./api";
import { OrderDetails } from "./order-details";
import { t } from "./words";

export function OrderDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error, isPending, refetch } = useQuery(orderQuery(id));
  return (
    <SidePanel
      label={t("order")}
      of={id}
      onClose={onClose}
      title={
        data && (
          <h2
            style={{
              margin: 0,
              fontSize: "1rem",
              fontWeight: 650,
              display: "flex",
              gap: "0.5rem",
              alignItems: "center",
            }}
          >
            <ChannelIcon channel={data.channel} size={18} label />
            <span className="mono">{data.number || data.ref}</span>
          </h2>
        )
      }
      actions={
        <Tooltip label={shared("full_page")}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={shared("full_page")}
            renderRoot={(props) => <Link to="/orders/$id" params={{ id }} {...props} />}
          >
            <Maximize2 size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      }
    >
      {isPending ? (
        <ListSkeleton label={t("loading_order")} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <OrderDetails order={data} />
      )}
    </SidePanel>
  );
}
