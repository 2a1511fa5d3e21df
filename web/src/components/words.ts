import { catalogue } from "@/lib/language";

// What the shared parts say by themselves; what only one page says is in its feature.

export const en = {
  // bulk-bar, bulk-dialog, bulk-preview, bulk-progress, bulk-words
  take_everything: "All that match",
  bulk_what: {
    rerun_fetch: "The orders are read from the channel again, and what remains to be done is done.",
    rerun_stored: "What remains to be done is done with the orders as they were last read. The channel is not asked.",
    resolve: "The entries no longer count as open errors. Nothing is run.",
    unresolve: "The entries count as open errors again.",
    resolve_and_rerun: "The entries are marked resolved, then their orders are run again.",
    decide: "Every order that asks gets the same answer.",
    release: "Every order that is pending goes on now, as if nobody had asked for it to wait.",
  },
  previewing: "Loading what it would do",
  preview_none: "Nothing is left to do.",
  preview_total: "{{n}} to do.",
  preview_orders_one: "{{count, number}} order",
  preview_orders_other: "{{count, number}} orders",
  preview_worth: "worth {{money}}",
  preview_groups: "What matches",
  order_word: "Orders",
  left_out: "{{n}} left out: {{why}}",
  progress: "Progress",
  tally: "{{state}}: {{handled}} of {{all}}, {{done}} went through, {{failed}} failed",
  failed_by_code: "Failed, by code",
  entries_written: "Open the entries that it wrote",
  goes_on: "It goes on when you leave this page; the rail shows how far it is.",
  stop: "Stop",
  leave_it: "Let it work",
  // connect-form
  channel: "Channel",
  loading_channels: "Loading the channels",
  comes_over: "{{channel}} comes through {{over}}: connect its shop there, and the orders of both are read.",
  name_help: "What you call this shop; shown in every list",
  connect_to: "Connect {{channel}}",
  let_in: "Let Tillbridge in at {{channel}}",
  show_or_hide: "Show or hide {{what}}",
  connected: "{{name}} is connected. Nothing of it is read before you start it.",
  // first-steps
  first_steps: "First steps",
  first_step: {
    connect: "Try the sandbox or connect a shop",
    policy: "Choose its policy with the dry run",
    watch: "Watch the first cycle",
  },
  // connection-test
  asking_channel: "Asking the channel",
  test_again: "Test again",
  test: "Test the connection",
  shop: "Shop",
  version: "Version",
  currency: "Currency",
  zone: "Time zone",
  check_passed: ": passed",
  check_failed: ": failed",
  // cycles-table
  loading_cycles: "Loading the cycles",
  no_cycles: "No cycle has run yet",
  cycles_table: "Sync cycles, newest first",
  import_date: "Import date",
  start_date: "Start date",
  end_date: "End date",
  entity_type: "Entity type",
  cycle_resolved: "Resolved",
  sync_type: "Sync type",
  cycle_state: "State",
  took: "Took",
  counted: { seen: "Seen", new: "New", changed: "Changed", skipped: "Skipped", held: "Held" },
  beginning: "the beginning",
  yes: "yes",
  no: "no",
  // export-link, saved-views
  export_csv: "Export CSV",
  views: "Views",
  edit_views: "Save or remove views",
  view_name: "Name of the present filters",
  view_help: "Kept for you, in every browser you sign in with. A name that is taken is given anew.",
  view_missing: "Write a name",
  save_view: "Save view",
  no_views: "No view is saved yet",
  loading_views: "Loading your views",
  remove_view: "Remove {{name}}",
  // document-marks
  voided: "Voided",
  // entry-list
  nothing_yet: "Nothing yet.",
  resolved: "resolved",
  // link-listing
  link_to_sku: "Link to a SKU",
  link_now: "{{listing}} is {{sku}} now",
  link_now_waiting_one: "{{listing}} is {{sku}} now: {{through}} of {{count, number}} waiting order goes on",
  link_now_waiting_other: "{{listing}} is {{sku}} now: {{through}} of {{count, number}} waiting orders go on",
  link_what:
    "Listing <mono>{{listing}}</mono> stands for this SKU from now on, and every order that waited for it is run again.",
  link_what_named:
    "Listing <mono>{{listing}}</mono> ({{name}}) stands for this SKU from now on, and every order that waited for it is run again.",
  sku: "SKU",
  sku_help: "One of the books, or a new one.",
  sku_missing: "Write the SKU",
  sku_name_help: "For a SKU that the books do not know yet.",
  link_and_run: "Link and run again",
  // method-input
  books_method: "Payment method in the books",
  method_missing: "Write the payment method",
  // span-select
  today: "Today",
  since_yesterday: "Since yesterday",
  last_30_days: "Last 30 days",
  days: "Days",
  own_span: "Own span",
  from: "From",
  to: "To",
  // proven-badge
  proven_until: "Proven until {{time}}",
  proven_only_until: "Proven only until {{time}}",
  not_proven: "Not proven yet",
  // copyable, raw-view
  copying_refused: "Copying was not allowed. It is {{value}}",
  copied: "Copied",
  copy: "Copy",
  copy_value: "Copy {{what}} {{value}}",
  nothing_sent: "Nothing was sent here.",
  // data-table
  select_row: "Select this row",
  select_all: "Select all loaded rows",
  choose_columns: "Choose columns",
  columns: "Columns",
  as_it_was: "As it was",
  // list-parts
  filters: "Filters",
  fresh: "{{n}} new",
  gone: "{{n}} moved on",
  load_more: "Load more",
  // notify
  done_entries_one: "{{done}}: {{count, number}} entry",
  done_entries_other: "{{done}}: {{count, number}} entries",
  done_and_failed: "{{done}} done, {{failed}} failed",
  failed_again: "It failed again",
  nothing_done: "Nothing was done",
  // reason-dialog
  reason: "Reason",
  reason_help: "Kept with your name; whoever looks at this later reads it.",
  reason_missing: "Write a reason",
  // voided-by
  voided_by_person: "<when/> by a person",
  voided_by_hub: "<when/> by the hub",
  voided_by_hand: "<when/> by {{who}}: {{reason}}",
  voided_by_decision: "<when/>, as {{who}} decided: {{reason}}",
  // why-input
  why: "Why (optional)",
  why_help: "Kept with your name in the audit trail and the log.",
  // hold-badge
  waits: "Waits to be let through",
  // sentence
  what_to_do: "What to do:",
  // side-panel
  close_by_key: "Close (Esc)",
  details: "Details",
  // states
  clear_filters: "Clear the filters",
  loosen: "Loosen a filter, or clear them all.",
  try_again: "Try again",
  loading: "Loading",
  // only-for
  only_owners: "This page is for owners",
  only_operators: "This page is for operators and owners",
  only_why: "You are here as: {{role}}. Ask an owner of {{account}} if you need it.",
  // shown-once
  copy_now: "Copy it now",
  shown_once: "It is shown this once and never again.",
  // language-switch
  language: "Language",
} as const;

export const t = catalogue("components", en);
