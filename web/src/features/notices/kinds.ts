import type { NoticeRule, NoticeView } from "@/lib/types";
import type { Tone } from "@/lib/words";

// The words of the API, in the order in which people choose from them.

export const whats = [
  "errors",
  "person",
  "no_access",
  "silent_worker",
  "token_expiry",
  "silent_shop",
] as const satisfies readonly NoticeRule["what"][];

export const whens = ["at_once", "ten_minutes", "hourly", "daily"] as const satisfies readonly NoticeRule["when"][];

export const ways = ["mail", "slack", "discord", "chat", "webhook"] as const satisfies readonly NoticeRule["way"][];

export const states = ["waiting", "sending", "sent", "failed"] as const satisfies readonly NoticeView["state"][];

export const sorts = ["open", "clear", "test"] as const satisfies readonly NoticeView["sort"][];

/** A state is always written out; this only seconds it. */
export const stateTones: Record<NoticeView["state"], Tone> = {
  waiting: "grey",
  sending: "blue",
  sent: "green",
  failed: "red",
};
