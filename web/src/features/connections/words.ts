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
  auto_process: "Process orders by themselves",
  auto_process_help: "Off: orders wait as pending until a person lets them through.",
  drop_into: "A paid order becomes",
  drop: { invoice: "An invoice", sales_order: "A sales order, until it is shipped" },
  payment_at: "An invoice becomes paid when",
  payment: { paid: "The channel says paid", completed: "The buyer has accepted the order" },
  unmapped_method: "A payment whose method is not in this list",
  unmapped_method_help:
    "Held: invoice and delivery are written as ever, the payment waits. Payments that are written stay as they are.",
  unmapped_methods: {
    as_named: "Book it under the channel's own word",
    hold: "Hold it until somebody chooses the books' method",
  },
  returns: "On a return or refund",
  return: { manual: "Ask a person", credit_note: "Write a credit note" },
  unmapped_sku: "A SKU that the books do not know",
  unmapped: {
    create: "Make it in the books",
    hold: "Hold the order until it is linked",
    default: "Book it on the default SKU",
  },
  default_sku: "Default SKU",
  take: "Take",
  take_help: "Only for channels that invoice by themselves.",
  mode: {
    auto_invoice: "Orders the channel has not invoiced yet",
    wait_for_invoice: "Only orders the channel has invoiced",
  },
  every: "Seconds between two cycles",
  prefix: "Before document numbers",
  prefix_help: "Such as WOO-, for numbers like WOO-INV-000001.",
  prefix_of: "Before document numbers of {{channel}} orders",
  prefix_of_help: "Their orders come over this connection. Empty: the prefix above.",
  save: "Save policy",
  // payment-methods
  methods: "Payment methods",
  methods_help:
    "What the books call the ways to pay that the channel names. Leave the channel's word empty for orders whose channel names none.",
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
  preview_from_to: "now {{present}}; then {{proposed}}",
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
