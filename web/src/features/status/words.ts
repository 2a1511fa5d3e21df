import { catalogue } from "@/lib/language";

export const en = {
  // api
  verb_done: { sync: "{{name}}: Sync cycle started", pause: "{{name}}: Paused", resume: "{{name}}: Resumed" },
  // connection-card
  health: {
    on_time: "On time",
    late: "Late",
    failing: "Failing",
    needs_you: "Needs you",
    paused: "Paused",
    waiting: "First cycle to come",
  },
  orders_one: "{{count, number}} order",
  orders_other: "{{count, number}} orders",
  held: "{{n}} held",
  sync_now: "Sync now",
  pause: "Pause",
  resume: "Resume",
  last_success: "Last success",
  not_yet: "not yet",
  synced_up_to: "Synced up to",
  next: "Next",
  running_now: "running now",
  due_now: "due now",
  when_resumed: "when resumed",
  last_cycle: "Last cycle",
  reading: "Reading {{what}}",
  reading_done: "Reading {{what}}: {{done}}",
  reading_of: "Reading {{what}} {{done}} of {{total}}",
  rate: "{{n}} a second",
  time_left: "{{time}} left",
  since_start: "for {{time}}",
  counted: {
    seen: "{{n}} seen",
    new: "{{n}} new",
    changed: "{{n}} changed",
    skipped: "{{n}} skipped",
    held: "{{n}} held",
  },
  cycle_took: "in {{time}}",
  // status-page
  loading: "Loading the status",
  no_worker: "No worker is alive",
  no_worker_why:
    "Nothing is read from any channel until one is. Start <code>tillbridge serve</code>, or look at its log to see why it stopped.",
  worker_seen: "The last one was seen <when/>.",
  well: "All is well. {{connections}}, {{workers}} at work.",
  connections_one: "{{count, number}} connection",
  connections_other: "{{count, number}} connections",
  workers_one: "{{count, number}} worker",
  workers_other: "{{count, number}} workers",
  needs_you: "What needs you",
  to_reconnect_one: "{{count, number}} connection to reconnect",
  to_reconnect_other: "{{count, number}} connections to reconnect",
  orders_held_one: "{{count, number}} order held",
  orders_held_other: "{{count, number}} orders held",
  to_let_through_one: "{{count, number}} order to let through",
  to_let_through_other: "{{count, number}} orders to let through",
  open_errors_one: "{{count, number}} open error in the log",
  open_errors_other: "{{count, number}} open errors in the log",
  not_on_time_one: "{{count, number}} connection not on time",
  not_on_time_other: "{{count, number}} connections not on time",
  // first-start
  sandbox: "1. Try the sandbox",
  sandbox_what:
    "No shop at hand, or not yet the courage? Run <code>tillbridge demo</code>: it opens pretend channels with a shop full of orders that are paid, shipped and cancelled by themselves, with every page here alive.",
  connect: "2. Connect a shop",
  connect_what: "The keys are checked at once and kept encrypted. Nothing is written to the channel.",
  ask_owner: "Ask the owner of this account to connect a shop.",
  watch: "3. Watch the first cycle",
  watch_what:
    "The first cycle starts by itself. Its progress shows on this page; each order it reads shows under Orders with the documents that were made of it, and each step in the log.",
  see_orders: "See the orders",
} as const;

export const t = catalogue("status", en);
