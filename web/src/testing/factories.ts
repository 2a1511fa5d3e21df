import type {
  CompletenessDay,
  CompletenessItem,
  CompletenessShop,
  ConnectionStatus,
  ConnectionView,
  CycleView,
  DocumentView,
  LogEntry,
  Order,
  OrderDetail,
  Session,
  SnapshotView,
} from "@/lib/types";

// Whole, believable values; a test names only what it is about.

export const testNow = Date.parse("2026-11-21T14:00:00Z");

/** A moment so many minutes before `now`. */
export function minutesAgo(minutes: number, now = testNow): string {
  return new Date(now - minutes * 60_000).toISOString();
}

export function makeSession(change: Partial<Session["user"]> = {}): Session {
  return {
    user: { id: "1", email: "rani@example.com", name: "Rani", role: "owner", ...change },
    account: { name: "Toko Rani", zone: "Asia/Jakarta" },
    language: "",
  };
}

export function makeEntry(change: Partial<LogEntry> = {}): LogEntry {
  return {
    id: "9001",
    at: minutesAgo(3),
    connection: "1",
    connection_name: "Rani Crafts",
    channel: "woocommerce",
    operation: "create_invoice",
    entity: "order",
    ref: "1042",
    order_id: "501",
    code: 200,
    reason: "done",
    message: "The invoice was written.",
    remedy: "",
    document_ref: "INV-01042",
    sync_type: "auto",
    resolved: false,
    attempt: 1,
    cycle_id: "77",
    started_at: minutesAgo(3),
    ended_at: minutesAgo(3),
    took_ms: 12.4,
    ...change,
  };
}

export function makeOrder(change: Partial<Order> = {}): Order {
  return {
    id: "501",
    channel: "woocommerce",
    connection: "1",
    connection_name: "Rani Crafts",
    ref: "1042",
    number: "1042",
    stage: "paid",
    raw_status: "processing",
    tab: "to_ship",
    total: "187000",
    currency: "IDR",
    buyer: "Budi Hartono",
    hold_code: 0,
    hold_reason: "",
    hold_message: "",
    skip_reason: "",
    skip_message: "",
    created_at: minutesAgo(180),
    updated_at: minutesAgo(4),
    seen_at: minutesAgo(3),
    ...change,
  };
}

export function makeSnapshot(change: Partial<SnapshotView> = {}): SnapshotView {
  return {
    cancel_requested: false,
    return_requested: false,
    cancelled_by: "",
    cancel_reason: "",
    payment_method: "Bank transfer",
    note: "",
    goods: "172000",
    seller_voucher: "5000",
    platform_voucher: "",
    shipping: "20000",
    tax: "",
    fees: "",
    refunded: "",
    lines: [
      {
        ref: "1",
        sku: "BATIK-M",
        linked_sku: "BATIK-M",
        unlinked: false,
        listing: "93:94",
        name: "Batik shirt, size M",
        quantity: 1,
        price: "122000",
        total: "122000",
      },
      {
        ref: "2",
        sku: "KOPI-250",
        linked_sku: "KOPI-250",
        unlinked: false,
        listing: "71",
        name: "Gayo coffee beans 250 g",
        quantity: 2,
        price: "25000",
        total: "50000",
      },
    ],
    packages: [],
    buyer: { name: "Budi Hartono", email: "budi@example.com", phone: "+62 811 555 0101" },
    address: "Jl. Melati 5, Bandung 40115, ID",
    steps: [
      { step: "created", at: minutesAgo(180) },
      { step: "paid", at: minutesAgo(170) },
    ],
    ...change,
  };
}

export function makeDocument(change: Partial<DocumentView> = {}): DocumentView {
  return {
    id: "301",
    kind: "invoice",
    number: "INV-01042",
    order_ref: "1042",
    order_number: "1042",
    order_id: "501",
    channel: "woocommerce",
    connection: "1",
    connection_name: "Rani Crafts",
    total: "187000",
    currency: "IDR",
    payment: "unpaid",
    delivery: "unsent",
    voided: false,
    voided_by_person: false,
    edited: false,
    created_at: minutesAgo(170),
    buyer: "Budi Hartono",
    lines: [
      { sku: "BATIK-M", name: "Batik shirt, size M", quantity: 1, total: "122000" },
      { sku: "KOPI-250", name: "Gayo coffee beans 250 g", quantity: 2, total: "50000" },
    ],
    discount: "5000",
    shipping: "20000",
    ...change,
  };
}

export function makeOrderDetail(change: Partial<OrderDetail> = {}): OrderDetail {
  return {
    ...makeOrder(),
    snapshot: makeSnapshot(),
    documents: [makeDocument()],
    entries: [makeEntry()],
    planned: [],
    choices: [],
    cancel_answers: [],
    overrides: [],
    hold_args: {},
    released: false,
    raw: '{"id":1042,"status":"processing","total":"187000","line_items":[{"id":12345678901234567890,"sku":"BATIK-M"}],"meta_data":[]}',
    ...change,
  };
}

export function makeCycle(change: Partial<CycleView> = {}): CycleView {
  return {
    id: "77",
    connection: "1",
    connection_name: "Rani Crafts",
    channel: "woocommerce",
    lane: "orders",
    sync_type: "auto",
    state: "done",
    started_at: minutesAgo(3),
    ended_at: new Date(testNow - 3 * 60_000 + 2400).toISOString(),
    window_from: minutesAgo(10),
    window_to: minutesAgo(3),
    seen: 120,
    new: 4,
    changed: 9,
    skipped: 1,
    held: 2,
    ...change,
  };
}

export function makeConnection(change: Partial<ConnectionView> = {}): ConnectionView {
  return {
    id: "1",
    channel: "woocommerce",
    name: "Rani Crafts",
    state: "active",
    settings: { url: "https://shop.example.com" },
    hook_url: "https://hub.example.com/hooks/k3yk3y/",
    created_at: minutesAgo(60 * 24 * 40),
    ...change,
  };
}

export function makeConnectionStatus(change: Partial<ConnectionStatus> = {}): ConnectionStatus {
  return {
    id: "1",
    channel: "woocommerce",
    name: "Rani Crafts",
    state: "active",
    over: [],
    orders: 12403,
    held: 0,
    lanes: [
      {
        lane: "orders",
        health: "on_time",
        last_success_at: minutesAgo(3),
        next_at: minutesAgo(-2),
        every_seconds: 300,
        running: false,
        done: 0,
        total: 0,
        per_second: 0,
        synced_up_to: minutesAgo(3),
        last_cycle: makeCycle(),
      },
    ],
    ...change,
  };
}

export function makeLedgerDay(change: Partial<CompletenessDay> = {}): CompletenessDay {
  return {
    day: "2026-11-20",
    channel: 42,
    received: 42,
    complete: 42,
    held: 0,
    pending: 0,
    skipped: 0,
    unequal: 0,
    unexplained: 0,
    gone: 0,
    orphans: 0,
    healed: 0,
    held_by: {},
    skipped_by: {},
    from: "2026-11-19T17:00:00Z",
    judged_to: "2026-11-20T17:00:00Z",
    whole: true,
    checked_at: minutesAgo(40),
    ...change,
  };
}

export function makeLedgerShop(change: Partial<CompletenessShop> = {}): CompletenessShop {
  const { day, from, judged_to, whole, checked_at, ...totals } = makeLedgerDay();
  return {
    connection: "1",
    connection_name: "Rani Crafts",
    channel: "woocommerce",
    proven_until: minutesAgo(40),
    checked_at: minutesAgo(40),
    next_at: minutesAgo(-20),
    days: [makeLedgerDay()],
    totals,
    ...change,
  };
}

export function makeLedgerItem(change: Partial<CompletenessItem> = {}): CompletenessItem {
  return {
    id: "501",
    kind: "complete",
    ref: "1042",
    number: "1042",
    stage: "paid",
    total: "187000",
    currency: "IDR",
    ...change,
  };
}
