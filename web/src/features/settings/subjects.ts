import type { paths } from "@/lib/schema";

// The parts of the API that a token can be limited to: the first part of its addresses, and the two streams that the
// description leaves out. What is about whoever asks (session, sessions) and what needs nobody signed in is none.
type First<Path> = Path extends `/api/v1/${infer Part}/${string}`
  ? Part
  : Path extends `/api/v1/${infer Part}.csv`
    ? Part
    : Path extends `/api/v1/${infer Part}`
      ? Part
      : never;

export type Subject = Exclude<First<keyof paths>, "session" | "sessions" | "setup"> | "events" | "metrics";

// A record, so that the compiler tells of a part that is new or gone.
const all: Record<Subject, true> = {
  account: true,
  audit: true,
  bulk: true,
  buyers: true,
  channels: true,
  completeness: true,
  connections: true,
  cycles: true,
  documents: true,
  events: true,
  invitations: true,
  issues: true,
  listings: true,
  logs: true,
  metrics: true,
  notices: true,
  orders: true,
  products: true,
  report: true,
  status: true,
  tokens: true,
  users: true,
  webhooks: true,
};

export const subjects = Object.keys(all) as Subject[];
