import type {
  BulkView,
  ConnectionView,
  DocumentView,
  LogEntry,
  Order,
  OrderDetail,
  SavedView,
  Session,
  TokenView,
} from "@/lib/types";

import {
  makeConnection,
  makeDocument,
  makeEntry,
  makeOrder,
  makeOrderDetail,
  makeSession,
  makeSnapshot,
} from "./factories.ts";
import { wishToCancel } from "./pretend-wishes.ts";

// What the pretend hub holds. Its data are made from a seed, so that two runs show the same.

const minute = 60_000;
interface Shop {
  id: string;
  channel: string;
  name: string;
  currency: string;
}

const shops: Shop[] = [
  { id: "1", channel: "woocommerce", name: "Rani Crafts", currency: "IDR" },
  { id: "2", channel: "shopee", name: "Rani Official Store", currency: "IDR" },
  { id: "3", channel: "lazada", name: "Rani Flagship", currency: "IDR" },
  { id: "4", channel: "shopify", name: "Rani International", currency: "USD" },
];

/** Orders of this channel come over the second shop, as Tokopedia's do over TikTok Shop. */
export const over = { channel: "tokopedia", connection: "2" };

const buyers = [
  "Budi Hartono",
  "Siti Rahma",
  "Dewi Lestari",
  "Agus Salim",
  "Wayan Putra",
  "Rina Marlina",
  "Joko Susilo",
];
const goods = [
  { sku: "BATIK-M", name: "Batik shirt, size M" },
  { sku: "KOPI-250", name: "Gayo coffee beans 250 g" },
  { sku: "SARUNG-02", name: "Sarong, indigo" },
  { sku: "TAS-ROTAN", name: "Rattan bag, round" },
];

const failures = [
  {
    code: 422,
    reason: "sku_not_linked",
    message: "The SKU TAS-ROTAN-XL is not linked to an item of the books.",
    remedy: "Link it under Listings, or make the item; every order that waits for it goes on by itself.",
  },
  {
    code: 400,
    reason: "cancelled_after_shipping",
    message: "The buyer cancelled after the goods were sent.",
    remedy: "Decide: void and restock, keep, or write a credit note.",
  },
  {
    code: 409,
    reason: "already_there",
    message: "The invoice is there already; nothing was written twice.",
    remedy: "",
  },
  {
    code: 404,
    reason: "order_missing",
    message: "The channel lists this order but does not give it out.",
    remedy: "Download it by hand, or wait for the next cycle.",
  },
  {
    code: 503,
    reason: "timeout",
    message: "The shop did not answer within 30 seconds.",
    remedy: "Nothing to do: it is tried again by itself.",
  },
  {
    code: 422,
    reason: "totals_differ",
    message: "The parts add up to Rp 184,500 but the channel says Rp 187,000.",
    remedy: "Look at vouchers and fees on the channel's side.",
  },
  {
    code: 422,
    reason: "payment_method_not_linked",
    message: 'The channel says "qris", and nobody has chosen the payment method of the books for it.',
    remedy: "Choose the books' payment method for this word.",
  },
];

/** Numbers from 0 to 1 that are the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

const stagesOf: { stage: Order["stage"]; tab: Order["tab"]; raw: string }[] = [
  { stage: "unpaid", tab: "new", raw: "pending" },
  { stage: "paid", tab: "to_ship", raw: "processing" },
  { stage: "shipped", tab: "in_delivery", raw: "shipped" },
  { stage: "delivered", tab: "in_delivery", raw: "delivered" },
  { stage: "completed", tab: "completed", raw: "completed" },
  { stage: "completed", tab: "completed", raw: "completed" },
  { stage: "cancelled", tab: "cancelled", raw: "cancelled" },
  { stage: "returned", tab: "complained", raw: "refunded" },
];

export interface PretendOptions {
  now?: number;
  signedIn?: boolean;
  /** A hub to which no shop is connected. */
  empty?: boolean;
  role?: "owner" | "operator" | "viewer";
  /** A provider to sign in with. */
  singleSignOn?: boolean;
  /** What the member has chosen to read; nothing to begin with. */
  language?: Session["language"];
}

/** A bulk action and what is left of it: each step tells whether it went through. */
export interface Work {
  view: BulkView;
  steps: (() => boolean)[];
}

export interface World {
  session: Session;
  signedIn: boolean;
  views: SavedView[];
  connections: ConnectionView[];
  orders: OrderDetail[];
  entries: LogEntry[];
  documents: DocumentView[];
  tokens: TokenView[];
  bulks: Work[];
  /** A moment so many minutes ago, by the hub's clock. */
  at: (minutes: number) => string;
  /** A number that nothing else has. */
  next: () => number;
  /** An order that changed so many minutes ago, with its documents and entries. */
  addOrder: (minutes: number) => void;
  /** Tells the pages what has changed, by the topics of the live stream. */
  tell: (...topics: string[]) => void;
  listen: (listener: (topics: string[]) => void) => () => void;
}

/** The id of the issue that a failure belongs to: the shop and the reason, in digits. */
function issueOf(shop: Shop, { reason }: { reason: string }): string {
  return `${8000 + 100 * Number(shop.id) + failures.findIndex((f) => f.reason === reason)}`;
}

export function makeWorld({
  now = Date.now(),
  signedIn = true,
  empty = false,
  role = "owner",
  language = "",
}: PretendOptions): World {
  const random = seeded(7);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const listeners = new Set<(topics: string[]) => void>();
  let nextId = 5000;
  const connections: ConnectionView[] = empty ? [] : shops.map((shop) => makeConnection(shop));
  const orders: OrderDetail[] = [];
  const entries: LogEntry[] = [];
  const documents: DocumentView[] = [];
  const tokens: TokenView[] = [
    {
      id: "1",
      name: "Warehouse script",
      role: "operator",
      created_at: at(60 * 24 * 9),
      last_used_at: at(14),
      created_by: "rani@example.com",
      subjects: ["orders"],
    },
  ];

  function at(minutes: number): string {
    return new Date(now - minutes * minute).toISOString();
  }

  function addOrder(minutes: number): void {
    const shop = pick(shops);
    const id = String(++nextId);
    const channel = shop.id === over.connection && nextId % 3 === 0 ? over.channel : shop.channel;
    const ref =
      shop.channel === "woocommerce"
        ? String(1000 + nextId - 5000)
        : `26112${nextId}${Math.floor(random() * 900 + 100)}`;
    const { stage, tab, raw } = pick(stagesOf);
    const first = pick(goods);
    const unit = shop.currency === "IDR" ? 1000 : 0.25;
    const price = Math.floor(40 + random() * 160) * unit;
    const total = String(price + 20 * unit);
    const held = random() < 0.12 ? pick(failures.filter((f) => f.code !== 409 && f.code !== 503)) : undefined;
    const skipped = !held && random() < 0.03;
    const shipped = ["shipped", "delivered", "completed", "returned"].includes(stage);
    const paid = stage !== "unpaid" && stage !== "cancelled";
    const order = makeOrder({
      id,
      ref,
      number: shop.channel === "shopify" ? `#${ref.slice(-4)}` : ref,
      channel,
      connection: shop.id,
      connection_name: shop.name,
      stage,
      raw_status: raw,
      tab: held ? "errors" : skipped ? "skipped" : tab,
      total,
      currency: shop.currency,
      buyer: pick(buyers),
      hold_code: held?.code ?? 0,
      hold_reason: held?.reason ?? "",
      hold_message: held?.message ?? "",
      skip_reason: skipped ? "before_go_live" : "",
      skip_message: skipped ? "It was ordered before the go-live date of this connection." : "",
      created_at: at(minutes + 200),
      updated_at: at(minutes),
      seen_at: at(minutes - 0.2),
    });
    const line = { sku: first.sku, name: first.name, quantity: 1, total: String(price) };
    const common = {
      order_ref: ref,
      order_number: order.number,
      order_id: id,
      channel,
      connection: shop.id,
      connection_name: shop.name,
      currency: shop.currency,
      total,
      created_at: at(minutes),
      buyer: order.buyer,
      lines: [line],
      discount: "",
      shipping: String(20 * unit),
    };
    const own: DocumentView[] = [];
    const add = (kind: DocumentView["kind"], prefix: string, change: Partial<DocumentView>) =>
      own.push(
        makeDocument({
          ...common,
          payment: undefined,
          delivery: undefined,
          id: String(++nextId),
          kind,
          number: `${prefix}-${String(nextId).padStart(6, "0")}`,
          ...change,
        }),
      );
    if (!held && !skipped) {
      if (stage === "unpaid") add("sales_order", "SO", { state: "open" });
      if (stage === "cancelled")
        add("invoice", "INV", { payment: "unpaid", delivery: "unsent", voided: true, voided_at: at(minutes) });
      if (paid)
        add("invoice", "INV", {
          payment: stage === "completed" || stage === "returned" ? "paid" : "unpaid",
          delivery: shipped ? "sent" : "unsent",
        });
      if (shipped) {
        const tracking = `JP${Math.floor(random() * 9e9)}`;
        add("outbound", "OUT", { courier: "JNE Reguler", tracking, total: "", lines: [line] });
      }
      if (stage === "completed" || stage === "returned") add("payment", "PAY", { method: "Channel payout", lines: [] });
    }
    documents.push(...own);
    const log = (operation: string, change: Partial<LogEntry>, ago: number) => {
      const entry = makeEntry({
        id: String(++nextId),
        at: at(ago),
        started_at: at(ago),
        connection: shop.id,
        connection_name: shop.name,
        channel,
        operation,
        ref,
        order_number: order.number,
        order_id: id,
        sync_type: pick(["auto", "auto", "auto", "webhook", "manual"] as const),
        took_ms: 2 + random() * 40,
        ...change,
      });
      if (entry.code >= 400 && entry.code !== 409) entry.issue_id = issueOf(shop, entry);
      entries.push(entry);
      return entry;
    };
    const words: Record<DocumentView["kind"], [string, string]> = {
      sales_order: ["create_order", "The sales order was written."],
      invoice: ["create_invoice", "The invoice was written."],
      outbound: ["create_outbound_logistic", "The outbound logistic was written; the invoice is sent."],
      payment: ["add_payment", "The payment was added; the invoice is paid."],
      credit_note: ["create_credit_note", "The credit note was written."],
    };
    for (const document of own) {
      const [operation, message] = words[document.kind];
      log(operation, { document_ref: document.number, message }, minutes);
      if (document.voided)
        log("void_invoice", { document_ref: document.number, message: "The invoice was voided." }, minutes);
    }
    if (held) order.issue_id = issueOf(shop, held);
    if (held) log("create_invoice", { ...held, document_ref: undefined, resolved: random() < 0.15 }, minutes);
    if (random() < 0.05) log("create_invoice", { ...pick(failures), document_ref: undefined }, minutes);
    orders.push(
      makeOrderDetail({
        ...order,
        snapshot: makeSnapshot({
          goods: String(price),
          seller_voucher: "",
          shipping: String(20 * unit),
          buyer: { name: order.buyer, email: "", phone: "" },
          cancelled_by: stage === "cancelled" ? "buyer" : "",
          lines: [
            {
              ref: "1",
              sku: first.sku,
              linked_sku: held?.reason === "sku_not_linked" ? "" : first.sku,
              unlinked: held?.reason === "sku_not_linked",
              listing: "93",
              name: first.name,
              quantity: 1,
              price: String(price),
              total: String(price),
            },
          ],
          packages: shipped
            ? [{ ref: "p1", courier: "JNE Reguler", tracking_number: "JP8123456789", shipped_at: at(minutes + 20) }]
            : [],
          steps: [
            { step: "created", at: at(minutes + 200) },
            ...(paid ? [{ step: "paid", at: at(minutes + 190) }] : []),
            ...(shipped ? [{ step: "shipped", at: at(minutes + 20) }] : []),
            ...(stage === "completed" ? [{ step: "completed", at: at(minutes) }] : []),
            ...(stage === "cancelled" ? [{ step: "cancelled", at: at(minutes) }] : []),
          ],
        }),
        documents: own,
        entries: entries.filter((e) => e.order_id === id),
        hold: held,
        skip: skipped ? { code: 200, reason: "before_go_live", message: order.skip_message, remedy: "" } : undefined,
        choices: held?.reason === "cancelled_after_shipping" ? ["void_and_restock", "keep", "credit_note"] : [],
        planned: held ? [{ operation: "create_invoice", detail: `over ${total} ${shop.currency}` }] : [],
      }),
    );
  }

  if (!empty) for (let i = 0; i < 260; i++) addOrder(i * i * 0.15 + 1);
  entries.sort(newestFirst);
  wishToCancel(orders);
  return {
    session: { ...makeSession({ role }), language },
    signedIn,
    views: [],
    connections,
    orders,
    entries,
    documents,
    tokens,
    bulks: [],
    at,
    next: () => ++nextId,
    addOrder: (minutes) => {
      addOrder(minutes);
      entries.sort(newestFirst);
    },
    tell: (...topics) => listeners.forEach((listener) => listener(topics)),
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const newestFirst = (a: { at: string }, b: { at: string }) => b.at.localeCompare(a.at);
