import { catalogue } from "@/lib/language";

export const en = {
  // connection-section, connections-section, new-connection-section
  loading_connection: "Loading the connection",
  hooks_to: "Webhooks go to",
  hook_address: "webhook address",
  hooks_nowhere: "nowhere: the hub's public address is not configured",
  connected: "Connected",
  state: { active: "Active", paused: "Paused", needs_you: "Needs you" },
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
  save: "Save policy",
  // reconnect
  reconnected: "{{name}} is connected again and goes on where it stopped",
  new_key: "Give it a new key or other settings",
  secret_help: "Empty: as it was.",
  reconnect: "Test and reconnect",
} as const;

export const t = catalogue("connections", en);
