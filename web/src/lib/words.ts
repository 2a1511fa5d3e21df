// The words of the dictionary (docs: "Words"), as people read them. One word per thing, everywhere. What the API names by a
// stable word has a group here; Indonesian stands beside in words.id.ts.

import type { Choice } from "./types";
import { catalogue, language, languages, sayWord } from "./language";

export const en = {
  code: {
    "200": "OK",
    "400": "Wrong status",
    "401": "No access",
    "404": "Missing",
    "409": "Conflict",
    "422": "Unmapped",
    "429": "Throttled",
    "500": "Our fault",
    "503": "Unavailable",
    unequal: "Unequal",
    unreadable: "Unreadable",
    unknown: "Unknown",
  },
  operation: {
    create_order: "Create order",
    convert_order_to_invoice: "Convert order to invoice",
    create_invoice: "Create invoice",
    create_outbound_logistic: "Create outbound logistic",
    add_payment: "Add payment",
    void_invoice: "Void invoice",
    cancel_order: "Cancel order",
    create_credit_note: "Create credit note",
    download_order: "Download order",
    link_sku: "Link SKU",
    refresh_token: "Refresh token",
    inventory_update: "Inventory update",
    inventory_sync: "Inventory sync",
    fulfillment_update: "Fulfillment update",
    price_update: "Price update",
    product_update: "Product update",
    create_channel_invoice: "Create invoice at channel",
    answer_cancel: "Answer cancellation",
    check_completeness: "Check completeness",
    subscribe_to_news: "Subscribe to news",
    listen_to_queue: "Listen to queue",
    deliver_webhook: "Deliver webhook",
    decide_order: "Decide",
    release_order: "Release order",
    override_sku: "Give SKU to a line",
    void_document: "Void document",
    restore_document: "Restore document",
    all: "All",
  },
  stage: {
    unpaid: "Unpaid",
    paid: "To ship",
    shipped: "In delivery",
    delivered: "Delivered",
    completed: "Completed",
    cancelled: "Cancelled",
    failed_delivery: "Failed delivery",
    returned: "Returned",
    unknown: "Unknown",
  },
  tab: {
    new: "New",
    to_ship: "To ship",
    in_delivery: "In delivery",
    completed: "Completed",
    cancelled: "Cancelled",
    failed_delivery: "Failed delivery",
    complained: "Complained",
    pending: "Pending",
    errors: "Errors",
    skipped: "Skipped",
    all: "All",
  },
  sync_type: { auto: "Auto", manual: "Manual", webhook: "Webhook", rerun: "Re-run" },
  document: {
    sales_order: "Sales order",
    invoice: "Invoice",
    outbound: "Outbound logistic",
    payment: "Payment",
    credit_note: "Credit note",
  },
  documents: {
    "sales-orders": "Sales orders",
    invoices: "Invoices",
    outbounds: "Outbound logistics",
    payments: "Payments",
    "credit-notes": "Credit notes",
    "recycle-bin": "Recycle bin",
  },
  document_state: { open: "Open", converted: "Converted", cancelled: "Cancelled" },
  payment: { unpaid: "Unpaid", paid: "Paid" },
  delivery: { unsent: "Unsent", sent: "Sent" },
  lane: { orders: "Orders", products: "Products", inventory: "Inventory" },
  issue_state: {
    open: "Open",
    acknowledged: "Acknowledged",
    snoozed: "Snoozed",
    resolved: "Resolved",
    regressed: "Regressed",
  },
  bulk: {
    rerun_fetch: "Fetch and run again",
    rerun_stored: "Run again with what is stored",
    resolve: "Mark resolved",
    unresolve: "Mark unresolved",
    resolve_and_rerun: "Resolve and run again",
    decide: "Decide for all",
    release: "Let through",
  },
  bulk_state: { running: "At work", stopped: "Stopped", done: "Done", failed: "Could not go on" },
  choice: {
    void_and_restock: "Void and restock",
    keep: "Keep as it is",
    credit_note: "Write a credit note",
  },
  choice_what: {
    void_and_restock: "The invoice goes to the recycle bin and the goods go back into stock.",
    keep: "The books stay as they are, and the order no longer waits.",
    credit_note: "The invoice stays, and a credit note against it gives the money back.",
  },
  cycle: { running: "Running", done: "Done", failed: "Failed", stopped: "Stopped" },
  role: { owner: "Owner", operator: "Operator", viewer: "Viewer" },
  place: {
    status: "Status",
    report: "Report",
    orders: "Orders",
    documents: "Documents",
    logs: "Logs",
    issues: "Issues",
    completeness: "Completeness",
    settings: "Settings",
  },
  now: "now",
  ago: { second: "{{n}}s ago", minute: "{{n}}m ago", hour: "{{n}}h ago", day: "{{n}}d ago" },
  ahead: { second: "in {{n}}s", minute: "in {{n}}m", hour: "in {{n}}h", day: "in {{n}}d" },
  every: { seconds: "every {{n}} s", minutes: "every {{n}} min", hours: "every {{n}} h" },
  took: {
    instant: "< 1 ms",
    milliseconds: "{{n}} ms",
    seconds: "{{n}} s",
    minutes: "{{minutes}} min {{seconds}} s",
    hours: "{{hours}} h {{minutes}} min",
  },
  cancel: "Cancel",
  close: "Close",
  clear: "Clear",
  connection: "Connection",
  channel: "Channel",
  all_channels: "All channels",
  connect_a_shop: "Connect a shop",
  all_connections: "All connections",
  all_days: "All days",
  email: "Email",
  name: "Name",
  total: "Total",
  order_number: "Order number",
  channel_id: "Channel's id",
  document_number: "document number",
  full_page: "Open the full page",
  last_7_days: "Last 7 days",

  problem: {
    "0": "The hub cannot be reached",
    "401": "You are signed out",
    "403": "You may not do this",
    "404": "Not found",
    "409": "That is not possible now",
    "412": "Changed meanwhile",
    "422": "Something in the form is not right",
    "429": "Too many requests",
    hub: "The hub has a problem",
    page: "This page has a problem",
    refused: "The request was refused",
    no_answer: "No answer came back. Check that Tillbridge is running and that you are online.",
  },
} as const;

/** Says a word that more than one feature needs. */
export const shared = catalogue("lib", en);

type Group = { [K in keyof typeof en]: (typeof en)[K] extends string ? never : K }[keyof typeof en];

/** A word of the API in the reader's language. One nobody listed is shown as it is, made readable: what a newer hub has needs no new page. */
export function wordOf(group: Group, word: string): string {
  return word in en[group] ? sayWord(shared, `${group}.${word}`) : sentenceCase(word);
}

/** How a code is coloured. Never the colour alone: the number and the word stand in it. */
export type Tone = "green" | "slate" | "amber" | "orange" | "violet" | "red" | "grey" | "blue";

const codeTones: Record<number, Tone> = {
  200: "green",
  400: "amber",
  401: "violet",
  404: "orange",
  409: "slate",
  422: "violet",
  429: "slate",
  500: "red",
  503: "red",
};

export const codeNumbers = Object.keys(codeTones).map(Number);

// What a person links or chooses; see package outcome.
const unmapped = new Set([
  "sku_not_linked",
  "line_without_sku",
  "payment_method_not_linked",
  "payment_method_not_named",
]);

/** 422 stands for several things; the reason tells which. */
export function codeWord(code: number, reason?: string): string {
  if (code === 422 && reason && !unmapped.has(reason)) {
    return reason === "totals_differ" ? shared("code.unequal") : shared("code.unreadable");
  }
  return code in codeTones ? wordOf("code", String(code)) : shared("code.unknown");
}

export function codeTone(code: number): Tone {
  return codeTones[code] ?? (code >= 500 ? "red" : "grey");
}

export const operationNames = Object.keys(en.operation).filter((operation) => operation !== "all");

export function operationLabel(operation: string): string {
  return wordOf("operation", operation);
}

export function sentenceCase(word: string): string {
  const spaced = word.replaceAll("_", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** A label as it stands within a sentence: "Link SKU" as "link SKU", and "SKU" as it is. */
export function within(label: string): string {
  const [first = "", second = ""] = label;
  return second === second.toUpperCase() && second !== " " ? label : first.toLowerCase() + label.slice(1);
}

/** What a person or a token may do, least first. */
export const roleNames = ["viewer", "operator", "owner"] as const;

const stageTones: Record<string, Tone> = {
  unpaid: "grey",
  paid: "blue",
  shipped: "blue",
  delivered: "blue",
  completed: "green",
  cancelled: "slate",
  failed_delivery: "amber",
  returned: "amber",
};

export function stageWord(stage: string): string {
  return stage ? wordOf("stage", stage) : shared("stage.unknown");
}

export function stageTone(stage: string): Tone {
  return stageTones[stage] ?? "amber";
}

/** Which screen of the orders list; "all" is ours, the others are the hub's. */
export type OrderTab = keyof typeof en.tab;

export const orderTabs = Object.keys(en.tab) as [OrderTab, ...OrderTab[]];

/** How a step came to be. */
export const syncTypeNames = ["auto", "manual", "webhook", "rerun"] as const;

export function syncTypeLabel(syncType: string): string {
  return wordOf("sync_type", syncType);
}

/** The word for a kind of document as it stands in addresses and in the API's path. */
export type DocumentPath = "sales-orders" | "invoices" | "outbounds" | "payments" | "credit-notes";

export const documentPaths: readonly DocumentPath[] = [
  "sales-orders",
  "invoices",
  "outbounds",
  "payments",
  "credit-notes",
];

const pathOfKind: Record<string, DocumentPath> = {
  sales_order: "sales-orders",
  invoice: "invoices",
  outbound: "outbounds",
  payment: "payments",
  credit_note: "credit-notes",
};

export function documentWord(kind: string): string {
  return wordOf("document", kind);
}

export function documentPath(kind: string): DocumentPath {
  return pathOfKind[kind] ?? "invoices";
}

export function laneWord(lane: string): string {
  return wordOf("lane", lane);
}

/** A whole number as the reader's language writes it. */
export function count(n: number): string {
  return new Intl.NumberFormat(languages[language()].numbers).format(n);
}

const issueTones: Record<string, Tone> = {
  open: "amber",
  regressed: "red",
  acknowledged: "blue",
  snoozed: "slate",
  resolved: "green",
};

export function issueTone(state: string): Tone {
  return issueTones[state] ?? "grey";
}

export function isChoice(word: string): word is Choice {
  return word in en.choice;
}

export function choiceWhat(choice: Choice): string {
  return shared(`choice_what.${choice}`);
}
