import type {
  ConnectionView,
  DocumentView,
  LogDetail,
  LogEntry,
  Order,
  OrderDetail,
  Report,
  Status,
  Session,
} from "@/lib/types";

import {
  makeConnection,
  makeConnectionStatus,
  makeCycle,
  makeDocument,
  makeEntry,
  makeOrder,
  makeOrderDetail,
  makeSession,
  makeSnapshot,
} from "./factories.ts";
import { type Ask, json, page, problem } from "./pretend-answers.ts";
import { pretendNotices } from "./pretend-notices.ts";
import { pretendDoor, pretendPeople } from "./pretend-people.ts";
import { pretendWebhooks } from "./pretend-webhooks.ts";

// A hub that is not one: enough of the API to see and test every page without it. Its data are made from a seed, so that
// two runs show the same; its rules are only as deep as the pages need.

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

interface PretendOptions {
  now?: number;
  signedIn?: boolean;
  /** A hub to which no shop is connected. */
  empty?: boolean;
  role?: "owner" | "operator" | "viewer";
  /** What the member has chosen to read; nothing to begin with. */
  language?: Session["language"];
  singleSignOn?: boolean;
}

export interface PretendApi {
  handle: (request: Request) => Promise<Response>;
  /** Told of each change, with the topics of the live stream. */
  listen: (listener: (topics: string[]) => void) => () => void;
  /** A new order comes in, as if from the channel. */
  arrive: () => void;
}

export function pretendApi({
  now = Date.now(),
  signedIn = true,
  empty = false,
  role = "owner",
  language = "",
  singleSignOn = false,
}: PretendOptions = {}): PretendApi {
  const random = seeded(7);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const session = { ...makeSession({ role }), language };
  const listeners = new Set<(topics: string[]) => void>();
  const tell = (...topics: string[]) => listeners.forEach((listener) => listener(topics));
  let isIn = signedIn;
  let nextId = 5000;
  const connections: ConnectionView[] = empty ? [] : shops.map((shop) => makeConnection(shop));
  const orders: OrderDetail[] = [];
  const entries: LogEntry[] = [];
  const documents: DocumentView[] = [];
  const tokens = [
    {
      id: "1",
      name: "Warehouse script",
      role: "operator",
      subjects: ["orders"],
      created_by: "rani@example.com",
      created_at: at(60 * 24 * 9),
      last_used_at: at(14),
    },
  ];
  const parts = [pretendPeople(session, orders, at), pretendNotices(at), pretendWebhooks(at)];

  function at(minutes: number): string {
    return new Date(now - minutes * minute).toISOString();
  }

  function addOrder(minutes: number): void {
    const shop = pick(shops);
    const id = String(++nextId);
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
      channel: shop.channel,
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
      order_id: id,
      channel: shop.channel,
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
        channel: shop.channel,
        operation,
        ref,
        order_id: id,
        sync_type: pick(["auto", "auto", "auto", "webhook", "manual"] as const),
        took_ms: 2 + random() * 40,
        ...change,
      });
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
  const byTime = (a: { at: string }, b: { at: string }) => b.at.localeCompare(a.at);
  entries.sort(byTime);

  const started = Date.now();
  function status(): Status {
    const open = entries.filter((e) => e.code >= 400 && e.code !== 409 && !e.resolved).length;
    const passed = (Date.now() - started) / 1000;
    const done = 825 + Math.floor(passed * 41);
    return {
      now: new Date().toISOString(),
      workers_alive: 1,
      workers: [{ name: "shop-server/4711", started_at: at(600), seen_at: at(0), alive: true }],
      needs_you: {
        errors: open,
        held: orders.filter((o) => o.hold_code > 0).length,
        pending: 0,
        no_access: connections.filter((c) => c.state === "needs_you").length,
      },
      connections: connections.map((c, i) =>
        makeConnectionStatus({
          id: c.id,
          channel: c.channel,
          name: c.name,
          state: i === 2 ? "needs_you" : c.state,
          orders: orders.filter((o) => o.connection === c.id).length,
          held: orders.filter((o) => o.connection === c.id && o.hold_code > 0).length,
          problem:
            i === 2
              ? {
                  code: 401,
                  reason: "key_refused",
                  message: "Lazada refuses the key of this connection.",
                  remedy: "Reconnect it: sign in at Lazada again and give the hub its new key.",
                }
              : undefined,
          lanes: [
            {
              ...makeConnectionStatus().lanes[0]!,
              health: i === 2 ? "needs_you" : c.state === "paused" ? "paused" : i === 3 ? "late" : "on_time",
              last_success_at: at(i === 3 ? 14 : 2),
              next_at: i === 2 ? undefined : at(-3),
              synced_up_to: at(i === 3 ? 14 : 2),
              running: i === 1 && done < 12403,
              step: i === 1 && done < 12403 ? `Reading orders ${done.toLocaleString("en")} of 12,403` : undefined,
              done,
              total: 12403,
              per_second: 41.2,
              started_at: at(1),
              last_cycle: makeCycle({ connection: c.id, started_at: at(2), ended_at: at(1.96) }),
            },
          ],
        }),
      ),
    };
  }

  function report(query: URLSearchParams): Report {
    const from = query.get("from") ?? at(60 * 24 * 7);
    const to = query.get("to") ?? at(0);
    const operation = query.get("operation");
    const inSpan = entries.filter(
      (e) => e.at >= from && e.at < to && (!query.get("connection") || e.connection === query.get("connection")),
    );
    const shown = inSpan.filter((e) => !operation || e.operation === operation);
    const tally = (of: LogEntry[]) => {
      const counts: Record<string, number> = {};
      for (const e of of) counts[e.code] = (counts[e.code] ?? 0) + 1;
      return counts;
    };
    const failed = (of: LogEntry[]) => of.filter((e) => e.code >= 400 && e.code !== 409).length;
    const names = [
      "create_order",
      "convert_order_to_invoice",
      "create_invoice",
      "create_outbound_logistic",
      "add_payment",
      "void_invoice",
    ];
    const counts = tally(shown);
    const days: string[] = [];
    for (let d = Date.parse(from) + 7 * 3600_000; d < Date.parse(to) + 7 * 3600_000; d += 24 * 3600_000)
      days.push(new Date(d).toISOString().slice(0, 10));
    const dayOf = (e: LogEntry) => new Date(Date.parse(e.at) + 7 * 3600_000).toISOString().slice(0, 10);
    return {
      from,
      to,
      zone: session.account.zone,
      operations: [
        { operation: "all", label: "All", total: inSpan.length, failed: failed(inSpan) },
        ...names.map((name) => {
          const of = inSpan.filter((e) => e.operation === name);
          return { operation: name, label: "", total: of.length, failed: failed(of) };
        }),
      ],
      codes: [200, 400, 401, 404, 409, 422, 429, 500, 503].map((code) => ({ code, label: String(code) })),
      rows: connections.map((c) => {
        const of = shown.filter((e) => e.connection === c.id);
        return { connection: c.id, connection_name: c.name, channel: c.channel, counts: tally(of), total: of.length };
      }),
      days: days.map((day) => {
        const of = shown.filter((e) => dayOf(e) === day);
        return { day, counts: tally(of), total: of.length };
      }),
      totals: {
        transactions: shown.length,
        successful: counts[200] ?? 0,
        wrong_status: counts[400] ?? 0,
        missing: counts[404] ?? 0,
        conflicts: counts[409] ?? 0,
        other: shown.filter((e) => e.code >= 401 && e.code !== 404 && e.code !== 409).length,
      },
    };
  }

  function detail(entry: LogEntry): LogDetail {
    const called = entry.code !== 409;
    return {
      ...entry,
      raw: entry.code === 422 ? { sku: "TAS-ROTAN-XL", listing: "93:94", name: "Rattan bag, extra large" } : {},
      exchange: called
        ? [
            {
              method: "GET",
              url: `https://shop.example.com/wp-json/wc/v3/orders/${entry.ref}`,
              request_headers: { Authorization: "[redacted]", Accept: "application/json" },
              request_body: "",
              status: entry.code === 503 ? 0 : 200,
              response_headers: { "Content-Type": "application/json; charset=UTF-8" },
              response_body:
                entry.code === 503
                  ? ""
                  : `{"id":${entry.ref.replace(/\D/g, "")},"status":"processing","billing":{"email":"[redacted]"}}`,
              started_at: entry.started_at,
              took_ms: 214,
              error: entry.code === 503 ? "no answer within 30 s" : undefined,
            },
          ]
        : [],
      attempts: entry.code >= 400 ? [{ ...entry, id: `${entry.id}0`, at: entry.at, attempt: 1 }] : [],
      can_rerun: entry.entity === "order",
    };
  }

  const has = (text: string, q: string | null) => !q || text.toLowerCase().includes(q.toLowerCase());
  const is = (value: string, wanted: string | null) => !wanted || value === wanted;
  const within = (at: string | undefined, query: URLSearchParams) =>
    (!query.get("from") || (at ?? "") >= (query.get("from") ?? "")) &&
    (!query.get("to") || (at ?? "") < (query.get("to") ?? ""));

  function result(ids: string[], message: string): Response {
    return json({
      done: ids.length,
      failed: 0,
      results: ids.map((id) => ({ id, code: 200, reason: "done", message, remedy: "" })),
    });
  }

  const listPart = ({ snapshot, documents, entries, planned, raw, hold, skip, ...row }: OrderDetail) => row;

  async function answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const query = url.searchParams;
    const path = url.pathname.replace("/api/v1", "");
    const [, first = "", id = "", third = "", fourth = "", fifth = ""] = path.split("/");
    const write = request.method !== "GET";
    const body =
      write && request.method !== "DELETE" ? ((await request.json().catch(() => ({}))) as Record<string, unknown>) : {};
    if (write && request.headers.get("X-Tillbridge") !== "1")
      return problem(403, "The header X-Tillbridge is missing.");

    const ask: Ask = { method: request.method, first, id, third, fourth, fifth, query, body };
    const door = pretendDoor(ask, singleSignOn);
    if (door) return door;
    if (first === "session") {
      if (request.method === "PUT" && isIn) {
        if (id === "password") return json(undefined, 204);
        session.user.name = String(body.name);
      }
      if (request.method === "POST") {
        if (body.password !== "correct-horse") return problem(401, "Wrong email or password.");
        isIn = true;
      }
      if (request.method === "DELETE") isIn = false;
      if (request.method === "PATCH" && isIn) session.language = body.language as Session["language"];
      return isIn ? json(session) : request.method === "DELETE" ? json(undefined, 204) : problem(401, "Signed out.");
    }
    if (first === "setup") {
      isIn = true;
      return json(session);
    }
    if (!isIn) return problem(401, "Signed out.");
    if (write && role === "viewer") return problem(403, "Viewers cannot change anything.");

    for (const part of parts) {
      const found = part(ask);
      if (found) return found;
    }
    switch (`${request.method} ${first}`) {
      case "GET status":
        return json(status());
      case "GET channels":
        return json({ items: channels, next_cursor: "" });
      case "GET tokens":
        return json({ items: tokens, next_cursor: "" });
      case "POST tokens":
        tokens.push({
          id: String(++nextId),
          name: String(body.name),
          role: String(body.role),
          subjects: (body.subjects as string[] | undefined) ?? [],
          created_by: session.user.email,
          created_at: at(0),
          last_used_at: at(0),
        });
        return json({ id: String(nextId), name: body.name, token: "tb_pretend_4f9c2a7be1" });
      case "DELETE tokens":
        tokens.splice(0, tokens.length, ...tokens.filter((t) => t.id !== id));
        return json(undefined, 204);
      case "GET cycles":
        return page(
          Array.from({ length: 8 }, (_, i) =>
            makeCycle({
              id: String(77 - i),
              started_at: at(2 + 5 * i),
              ended_at: at(1.96 + 5 * i),
              seen: 100 - i,
              held: i % 3,
            }),
          ),
          query,
        );
      case "GET connections":
        return id ? json(connections.find((c) => c.id === id)) : page(connections, query);
      case "POST connections": {
        if (third === "test") return json(testResult);
        if (third) {
          const found = connections.find((c) => c.id === id);
          if (!found) return problem(404, "No such connection.");
          if (third === "pause") found.state = "paused";
          if (third === "resume") found.state = "active";
          tell("status");
          return json(found);
        }
        const made = makeConnection({ id: String(++nextId), channel: String(body.channel), name: String(body.name) });
        connections.push(made);
        tell("status");
        return json(made, 201);
      }
      case "GET report":
        return json(report(query));
      case "GET logs": {
        if (id) {
          const entry = entries.find((e) => e.id === id);
          return entry ? json(detail(entry)) : problem(404, "There is no entry with this id.");
        }
        return page(
          entries.filter(
            (e) =>
              within(e.at, query) &&
              is(e.connection, query.get("connection")) &&
              is(e.operation, query.get("operation")) &&
              is(String(e.code), query.get("code")) &&
              is(e.ref, query.get("ref")) &&
              is(e.sync_type, query.get("sync_type")) &&
              is(e.cycle_id ?? "", query.get("cycle")) &&
              has(`${e.message} ${e.ref} ${e.operation}`, query.get("q")) &&
              (!query.get("sku") || e.message.includes(query.get("sku") ?? "")) &&
              !(query.get("hide_resolved") === "true" && e.resolved) &&
              !(query.get("errors_only") === "true" && (e.code < 400 || e.code === 409)),
          ),
          query,
        );
      }
      case "POST logs": {
        const ids = body.ids as string[];
        for (const entry of entries.filter((e) => ids.includes(e.id))) {
          if (body.action === "unresolve") entry.resolved = false;
          if (body.action === "resolve" || body.action === "resolve_and_rerun") {
            entry.resolved = true;
            entry.resolved_at = at(0);
            entry.resolved_by = session.user.email;
          }
        }
        tell("logs", "status");
        return result(ids, "Done.");
      }
      case "GET orders": {
        if (id === "tabs") {
          const counts = new Map<string, number>();
          for (const o of orders)
            if (is(o.connection, query.get("connection"))) counts.set(o.tab, (counts.get(o.tab) ?? 0) + 1);
          return json({ tabs: [...counts].map(([tab, count]) => ({ tab, count })) });
        }
        if (id) {
          const order = orders.find((o) => o.id === id);
          return order ? json(order) : problem(404, "There is no order with this id.");
        }
        return page(
          orders
            .filter(
              (o) =>
                is(o.tab, query.get("tab")) &&
                is(o.connection, query.get("connection")) &&
                within(o.created_at, query) &&
                has(`${o.ref} ${o.number} ${o.buyer}`, query.get("q")),
            )
            .sort((a, b) => (b.updated_at ?? "").localeCompare(a.updated_at ?? ""))
            .map(listPart),
          query,
        );
      }
      case "POST orders": {
        const order = orders.find((o) => o.id === id);
        if (third === "decide" && order) {
          order.decision = String(body.choice);
          order.choices = [];
          order.hold = undefined;
          order.hold_code = 0;
          order.hold_message = "";
          order.tab = "cancelled";
        }
        tell("orders", "logs", "status");
        return json(order ?? orders[0]);
      }
      case "GET documents": {
        const kind = kinds[id] ?? "invoice";
        if (third) {
          const document = documents.find((d) => d.id === third);
          return document ? json(document) : problem(404, "There is no document with this id.");
        }
        return page(
          documents
            .filter(
              (d) =>
                d.kind === kind &&
                d.voided === (query.get("voided") === "true") &&
                is(d.connection, query.get("connection")) &&
                is(d.payment ?? "", query.get("payment")) &&
                is(d.delivery ?? "", query.get("delivery")) &&
                has(`${d.number} ${d.order_ref} ${d.buyer ?? ""}`, query.get("q")),
            )
            .sort((a, b) => b.created_at.localeCompare(a.created_at)),
          query,
        );
      }
      case "POST documents": {
        const document = documents.find((d) => d.id === third);
        if (!document) return problem(404, "There is no document with this id.");
        document.voided = fourth === "void";
        document.voided_at = document.voided ? at(0) : undefined;
        document.voided_by_person = document.voided;
        tell("documents", "orders");
        return json(document);
      }
    }
    return problem(404, `${request.method} ${path} is not pretended.`);
  }

  return {
    handle: answer,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    arrive: () => {
      addOrder((now - Date.now()) / minute);
      entries.sort(byTime);
      tell("orders", "logs", "documents", "status");
    },
  };
}

const kinds: Record<string, DocumentView["kind"]> = {
  "sales-orders": "sales_order",
  invoices: "invoice",
  outbounds: "outbound",
  payments: "payment",
  "credit-notes": "credit_note",
};

const setting = (name: string, label: string, help: string, secret = false) => ({
  name,
  label,
  help,
  secret,
  required: true,
  default: "",
  choices: [] as string[],
});

const channels = [
  {
    name: "woocommerce",
    title: "WooCommerce",
    settings: [
      setting("url", "Shop address", "https:// and the shop's name, as a buyer types it"),
      setting("consumer_key", "Consumer key", "WooCommerce, Settings, Advanced, REST API; begins with ck_"),
      setting("consumer_secret", "Consumer secret", "Shown once when the key is made; begins with cs_", true),
    ],
  },
  { name: "shopee", title: "Shopee", settings: [setting("shop_id", "Shop id", "")] },
  { name: "lazada", title: "Lazada", settings: [setting("seller", "Seller id", "")] },
  {
    name: "shopify",
    title: "Shopify",
    settings: [setting("shop", "Shop", ""), { ...setting("mode", "Mode", ""), choices: ["live", "test"] }],
  },
];

const testResult = {
  shop: "Rani Crafts",
  version: "WooCommerce 10.4.2",
  currency: "IDR",
  zone: "Asia/Jakarta",
  checks: [
    { name: "Reads orders", ok: true, note: "" },
    { name: "Reads products", ok: true, note: "" },
    { name: "Writes orders", ok: false, note: "the key may only read" },
  ],
  advice: ["Make a key with the right Read/Write if tracking numbers shall go back to the shop."],
};
