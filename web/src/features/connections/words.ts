import { catalogue } from "@/lib/language";

export const en = {
  // connection-section, connections-section, new-connection-section
  loading_connection: "Loading the connection",
  hooks_to: "Webhooks go to",
  hook_address: "webhook address",
  hooks_nowhere: "nowhere: the hub's public address is not configured",
  connected: "Connected",
  state: { active: "Active", paused: "Paused", needs_you: "Needs you", removed: "Removed" },
  connections: "Connections",
  loading: "Loading the connections",
  none: "No shop is connected",
  none_what: "A connection is one shop's link to its channel.",
  connected_when: "{{channel}}, connected <when/>",
  owner_only: "Only an owner of the account can connect a shop.",
  // connection-section
  cycles: "Sync cycles",
  // policy-section
  policy: "Policy",
  loading_policy: "Loading the policy",
  saved: "The policy counts from the next order on",
  overtaken: "The policy was changed meanwhile",
  overtaken_what:
    "Somebody has saved another policy since you opened this one, so yours cannot be saved: it would undo that change. Load the newer one and make your change there.",
  load_newer: "Load the newer one",
  // policy-fields
  policy_what:
    "What you choose counts for the orders that come from now on. An order that is here already is planned anew when it changes at the channel or is run again; documents that are written stay as they are, unless it says otherwise here.",
  policy_first:
    "Nothing of this shop was read yet. Choose what shall become of its orders; the dry run shows it on the newest that the channel has. With Start the first cycle begins.",
  start: "Start",
  resume: "Resume",
  part: {
    orders: "Which orders",
    documents: "Documents and numbers",
    payments: "Payments",
    returns: "Returns",
    skus: "SKUs",
    pace: "Pace",
  },
  download_from: "Take orders from this day on",
  download_from_help:
    "The go-live date, in {{zone}}. An order that was made before it is skipped and gets no document; one that is in the books already goes on as ever. Without a day the first cycle looks back 30 days, which is the default.",
  auto_process: "Process orders by themselves",
  auto_process_help:
    "Off: an order waits as pending until a person lets it through. Orders that have documents already go on; those that are pending when you switch it on must be run again. Default: on.",
  missing_orders: "An order that did not come",
  missing_orders_help:
    "What the completeness check does with an order that the channel has and that is not here. Those that it has reported are downloaded by its next check. Default: download.",
  missing: { download: "Download it at once", report: "Only report it" },
  tolerance: "Largest rounding difference",
  tolerance_help:
    "Up to here a difference between the channel's total and the sum of its parts is booked as a line of its own; an order with a larger one is held. Orders that are held for it go through when they are run again. 0, the default: what is usual for the currency, such as Rp 5 or $0.05.",
  drop_into: "A paid order becomes",
  drop_into_help:
    "A sales order does not show among the invoices until the first parcel leaves. Sales orders that wait become invoices when you choose invoice and they change or are run again; invoices stay invoices. Default: an invoice.",
  drop: { invoice: "An invoice", sales_order: "A sales order, until it is shipped" },
  payment_at: "An invoice becomes paid when",
  payment_at_help:
    "Cash on delivery is paid when the order is completed, whatever is chosen. Open invoices become paid by the new rule when their order changes or is run again; payments that are written stay. Default: accepted on marketplaces, which pay out then; paid on web stores.",
  payment: { paid: "The channel says paid", completed: "The buyer has accepted the order" },
  unmapped_method: "A payment whose method is not in this list",
  unmapped_method_help:
    "Held: invoice and delivery are written as ever, the payment waits. Payments that are written stay as they are. Default: the channel's own word.",
  unmapped_methods: {
    as_named: "Book it under the channel's own word",
    hold: "Hold it until somebody chooses the books' method",
  },
  returns: "On a return or refund",
  returns_help:
    "A credit note is written for what the channel has refunded. Orders that wait for an answer get theirs when they are run again. A cancellation after shipping and a failed delivery always ask a person. Default: ask.",
  return: { manual: "Ask a person", credit_note: "Write a credit note" },
  restock_returns: "Put returned goods back into stock",
  restock_returns_help:
    "Counts for credit notes for the whole order that are written by themselves; one that a person decides on asks each time. Credit notes that are written stay as they are. Default: off.",
  unmapped_sku: "A SKU that the books do not know",
  unmapped_sku_help:
    "A line without any SKU is held, unless there is a default SKU. Orders that are held for a SKU go through by the new rule when they are run again. Default: make it in the books.",
  unmapped: {
    create: "Make it in the books",
    hold: "Hold the order until it is linked",
    default: "Book it on the default SKU",
  },
  default_sku: "Default SKU",
  default_sku_help: "Every line that the books do not know is booked on it, and its stock is the one that goes down.",
  take: "Take",
  take_help:
    "Only for channels that invoice by themselves; the orders of the other kind are skipped. What has a document already goes on. Default: not invoiced yet.",
  mode: {
    auto_invoice: "Orders the channel has not invoiced yet",
    wait_for_invoice: "Only orders the channel has invoiced",
  },
  every: "Seconds between two cycles",
  every_help:
    "How often the channel is asked what has changed, from 1 to 86,400. Webhooks come in between at once. Orders that are here are not touched. Default: 300.",
  prefix: "Before document numbers",
  prefix_help:
    "Such as WOO-, for numbers like WOO-INV-000001. Documents that are written keep their number. Default: the channel's own.",
  prefix_of: "Before document numbers of {{channel}} orders",
  prefix_of_help:
    "Their orders come over this connection. Empty: the prefix above. Documents that are written keep their number. Default: the channel's own.",
  save: "Save policy",
  // payment-methods
  methods: "Payment methods",
  methods_help:
    "What the books call the ways to pay that the channel names. Leave the channel's word empty for orders whose channel names none. Payments that are held for a word go through when they are run again; written ones stay. Default: none.",
  method_row: "Payment method {{n}}",
  word: "The channel's word",
  no_word: "(none)",
  word_twice: "This word has a row already",
  remove_method: "Remove payment method {{n}}",
  add_method: "Add a payment method",
  // policy-preview
  preview: "Dry run",
  preview_run_one: "Dry run on the last day",
  preview_run_other: "Dry run on the last {{count, number}} days",
  preview_run_newest: "Dry run on the newest orders",
  preview_peeked: "They are the newest of the channel, planned as if they came now. Nothing of them is stored.",
  preview_none_at_channel: "The channel has had no order lately: there is nothing to try the policy on.",
  preview_none: "No order was placed in these days: there is nothing to try the policy on.",
  preview_changed_one: "{{changed}} of {{count, number}} order would be treated otherwise.",
  preview_changed_other: "{{changed}} of {{count, number}} orders would be treated otherwise.",
  preview_how: "The orders were planned as if they came now. Nothing was written or saved.",
  preview_capped: "There are more; the newest were looked at.",
  preview_what: "What is done",
  preview_present: "Now",
  preview_proposed: "Then",
  preview_held: "Held: {{reason}}",
  preview_skipped: "Skipped: {{reason}}",
  preview_samples: "Orders that would be treated otherwise",
  preview_nothing: "nothing",
  // reconnect
  reconnected: "{{name}} is connected again and goes on where it stopped",
  new_key: "Give it a new key or other settings",
  secret_help: "Empty: as it was.",
  reconnect: "Test and reconnect",
  // remove-connection
  remove: "Remove this shop",
  remove_title: "Remove {{name}}",
  remove_what:
    "It stops at once, and its keys and tokens are deleted. Its orders, documents, log and report figures stay, under its name.",
  remove_issues: "Its open issues are resolved with your reason.",
  remove_hooks:
    "Webhooks and subscriptions at the channel are left alone; what still comes is answered as an unknown address. Delete them at the channel.",
  remove_again: "Connect the same shop again, and it goes on where it stopped: nothing is booked twice.",
  remove_type: "Type the shop's name: {{name}}",
  remove_mistyped: "This is not the shop's name",
  remove_confirm: "Remove the shop",
  removed: "{{name}} is removed",
} as const;

export const t = catalogue("connections", en);
