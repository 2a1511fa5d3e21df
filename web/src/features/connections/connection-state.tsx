import { Badge } from "@/components/ui/badge";
import type { ConnectionView } from "@/lib/types";

export function ConnectionState({ connection }: { connection: ConnectionView }) {
  switch (connection.state) {
    case "active":
      return <Badge tone="green">Active</Badge>;
    case "paused":
      return <Badge tone="grey">Paused</Badge>;
    case "needs_you":
      return <Badge tone="violet">Needs you</Badge>;
  }
}
