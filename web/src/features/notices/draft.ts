import type { NoticeRule } from "@/lib/types";

/** A rule while it is edited. Saved ones have an id; their address is known to the hub alone and kept unless a new one is written. */
export interface Draft extends NoticeRule {
  key: number;
  /** The address as the hub shows it: of a URL, the host. */
  shown?: string;
}
