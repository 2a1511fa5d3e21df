import type { ConnectionStatus } from "@/lib/types";

/** Shops that refuse access. */
export const refusedOf = (connections: ConnectionStatus[]): ConnectionStatus[] =>
  connections.filter(({ state }) => state === "needs_you");

/** Shops that are read, and not when they should be. Those that refuse access are told apart: they wait for a person. */
export const notOnTime = (connections: ConnectionStatus[]): ConnectionStatus[] =>
  connections.filter(({ state, lanes }) =>
    state === "active" ? lanes.some(({ health }) => health === "late" || health === "failing") : false,
  );

/** When a shop was last read. */
export const lastSuccess = ({ lanes }: ConnectionStatus): string | undefined =>
  lanes
    .map((lane) => lane.last_success_at)
    .filter((at) => at !== undefined)
    .sort()
    .at(-1);
