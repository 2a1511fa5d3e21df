// The words of the dictionary (docs: "Words"), as people read them. One word per thing, everywhere.

/** How a code is coloured. Never the colour alone: the number and the word stand in it. */
export type Tone = "green" | "slate" | "amber" | "orange" | "violet" | "red" | "grey" | "blue";

const codes: Record<number, { word: string; tone: Tone }> = {
  200: { word: "OK", tone: "green" },
  400: { word: "Wrong status", tone: "amber" },
  401: { word: "No access", tone: "violet" },
  404: { word: "Missing", tone: "orange" },
  409: { word: "Conflict", tone: "slate" },
  422: { word: "Unmapped", tone: "violet" },
  429: { word: "Throttled", tone: "slate" },
  500: { word: "Our fault", tone: "red" },
  503: { word: "Unavailable", tone: "red" },
};

export const codeNumbers = Object.keys(codes).map(Number);

/** 422 stands for two things; the reason tells which. */
export function codeWord(code: number, reason?: string): string {
  if (code === 422 && reason && !reason.startsWith("sku_") && reason !== "line_without_sku") {
    return reason === "totals_differ" ? "Unequal" : "Unreadable";
  }
  return codes[code]?.word ?? "Unknown";
}

export function codeTone(code: number): Tone {
  return codes[code]?.tone ?? (code >= 500 ? "red" : "grey");
}

const operations: Record<string, string> = {
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
};

export const operationNames = Object.keys(operations);

/** A word nobody listed is shown as it is, made readable: new operations need no new page. */
export function operationLabel(operation: string): string {
  return operation === "all" ? "All" : (operations[operation] ?? sentenceCase(operation));
}

export function sentenceCase(word: string): string {
  const spaced = word.replaceAll("_", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

const stages: Record<string, { word: string; tone: Tone }> = {
  unpaid: { word: "Unpaid", tone: "grey" },
  paid: { word: "To ship", tone: "blue" },
  shipped: { word: "In delivery", tone: "blue" },
  delivered: { word: "Delivered", tone: "blue" },
  completed: { word: "Completed", tone: "green" },
  cancelled: { word: "Cancelled", tone: "slate" },
  failed_delivery: { word: "Failed delivery", tone: "amber" },
  returned: { word: "Returned", tone: "amber" },
};

export const stageNames = Object.keys(stages);

export function stageWord(stage: string): string {
  return stages[stage]?.word ?? (stage ? sentenceCase(stage) : "Unknown");
}

export function stageTone(stage: string): Tone {
  return stages[stage]?.tone ?? "amber";
}

/** Which screen of the orders list; "all" is ours, the others are the hub's. */
export const orderTabs = [
  { tab: "new", label: "New" },
  { tab: "to_ship", label: "To ship" },
  { tab: "in_delivery", label: "In delivery" },
  { tab: "completed", label: "Completed" },
  { tab: "cancelled", label: "Cancelled" },
  { tab: "failed_delivery", label: "Failed delivery" },
  { tab: "complained", label: "Complained" },
  { tab: "pending", label: "Pending" },
  { tab: "errors", label: "Errors" },
  { tab: "skipped", label: "Skipped" },
  { tab: "all", label: "All" },
] as const;

/** How a step came to be. */
export const syncTypeNames = ["auto", "manual", "webhook", "rerun"] as const;

export function syncTypeLabel(syncType: string): string {
  return syncType === "rerun" ? "Re-run" : sentenceCase(syncType);
}

const kinds: Record<string, { one: string; path: DocumentPath }> = {
  sales_order: { one: "Sales order", path: "sales-orders" },
  invoice: { one: "Invoice", path: "invoices" },
  outbound: { one: "Outbound logistic", path: "outbounds" },
  payment: { one: "Payment", path: "payments" },
  credit_note: { one: "Credit note", path: "credit-notes" },
};

/** The word for a kind of document as it stands in addresses and in the API's path. */
export type DocumentPath = "sales-orders" | "invoices" | "outbounds" | "payments" | "credit-notes";

export const documentPaths: { path: DocumentPath; label: string }[] = [
  { path: "sales-orders", label: "Sales orders" },
  { path: "invoices", label: "Invoices" },
  { path: "outbounds", label: "Outbound logistics" },
  { path: "payments", label: "Payments" },
  { path: "credit-notes", label: "Credit notes" },
];

export function documentWord(kind: string): string {
  return kinds[kind]?.one ?? sentenceCase(kind);
}

export function documentPath(kind: string): DocumentPath {
  return kinds[kind]?.path ?? "invoices";
}

export function laneWord(lane: string): string {
  return sentenceCase(lane);
}

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

const counts = new Intl.NumberFormat("en");

export function count(n: number): string {
  return counts.format(n);
}
