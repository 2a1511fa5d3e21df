import type { BulkView, IssueDetail, IssueView, LogEntry } from "@/lib/types";

import { type Answer, type Asked, grouped, has, is, json, page, problem } from "./pretend-answer.ts";
import { begin } from "./pretend-bulk.ts";
import { setResolved } from "./pretend-logs.ts";
import { letThrough } from "./pretend-orders.ts";
import type { World } from "./pretend-world.ts";

// What people have said about an issue; the rest is counted from the entries.
type Said = Pick<
  IssueDetail,
  "state" | "state_by" | "assignee" | "assignee_name" | "snooze_until" | "snooze_entries" | "comments"
>;

interface Desk {
  world: World;
  said: Map<string, Said>;
}

const day = 24 * 60;

/** /issues. */
export function issuesAnswers(world: World): Answer {
  const desk: Desk = { world, said: new Map() };
  return (asked) => {
    const [id, verb] = asked.path;
    if (asked.method === "GET" && !id) return list(desk, asked);
    if (asked.method === "GET" && id === "states") return json({ states: states(desk) });
    const entries = world.entries.filter((e) => e.issue_id === id);
    if (!id || entries.length === 0) return problem(404, "There is no such issue.");
    if (asked.method === "GET") return json(detail(desk, id, entries));
    if (verb === "resolve" || verb === "fix") return withBulk(desk, id, entries, asked);
    change(desk, id, entries, asked);
    world.tell("issues");
    return json(detail(desk, id, entries));
  };
}

function saidOf({ said }: Desk, id: string): Said {
  const found = said.get(id) ?? { state: "open", state_by: "", comments: [] };
  said.set(id, found);
  return found;
}

function all(desk: Desk): IssueView[] {
  const groups = grouped(desk.world.entries, (e) => e.issue_id ?? "");
  groups.delete("");
  return [...groups].map(([id, entries]) => view(desk, id, entries)).sort((a, b) => b.last_at.localeCompare(a.last_at));
}

function view(desk: Desk, id: string, entries: LogEntry[]): IssueView {
  const { world } = desk;
  const { comments, ...said } = saidOf(desk, id);
  const newest = entries[0]!;
  const open = entries.filter((e) => !e.resolved).length;
  const held = world.orders.filter((o) => o.issue_id === id);
  const total = held.reduce((sum, o) => sum + Number(o.total), 0);
  return {
    ...said,
    id,
    state: open === 0 ? "resolved" : said.state,
    state_by: open === 0 ? "success" : said.state_by,
    connection: newest.connection,
    connection_name: newest.connection_name,
    channel: newest.channel,
    operation: newest.operation,
    subject: subjects[newest.reason] ?? "",
    code: newest.code,
    reason: newest.reason,
    message: newest.message,
    remedy: newest.remedy,
    first_at: entries.at(-1)!.at,
    last_at: newest.at,
    entries: entries.length,
    open,
    held_orders: held.length,
    held: held[0] ? [{ currency: held[0].currency, orders: held.length, total: String(total) }] : [],
    daily: trend(world, entries, 14).map(({ n }) => n),
  };
}

const subjects: Record<string, string> = { sku_not_linked: "TAS-ROTAN-XL", payment_method_not_linked: "qris" };

function trend({ at }: World, entries: LogEntry[], days: number): { day: string; n: number }[] {
  return Array.from({ length: days }, (_, i) => {
    const name = at((days - 1 - i) * day).slice(0, 10);
    return { day: name, n: entries.filter((e) => e.at.startsWith(name)).length };
  });
}

function list(desk: Desk, { query }: Asked): Response {
  const wanted = query.getAll("state").flatMap((s) => s.split(","));
  const me = desk.world.session.user.id;
  const assignee = query.get("assignee");
  return page(
    all(desk).filter(
      (i) =>
        (wanted.length === 0 || wanted.includes(i.state)) &&
        is(i.connection, query.get("connection")) &&
        is(String(i.code), query.get("code")) &&
        is(i.reason, query.get("reason")) &&
        is(i.assignee ?? "", assignee === "me" ? me : assignee) &&
        has(`${i.subject} ${i.reason} ${i.operation} ${i.message}`, query.get("q")),
    ),
    query,
  );
}

function states(desk: Desk): { state: string; count: number }[] {
  const issues = all(desk);
  return ["open", "regressed", "acknowledged", "snoozed", "resolved"].map((state) => ({
    state,
    count: issues.filter((i) => i.state === state).length,
  }));
}

const fixes: Record<string, string[]> = {
  sku_not_linked: ["link", "rerun"],
  payment_method_not_linked: ["choose_method", "rerun"],
  cancelled_after_shipping: ["decide", "rerun"],
};

function argsOf({ reason, subject }: IssueView): IssueDetail["args"] {
  if (reason === "payment_method_not_linked") return { method: subject };
  return subject ? { sku: subject, name: "Rattan bag, extra large" } : {};
}

function detail(desk: Desk, id: string, entries: LogEntry[]): IssueDetail {
  const issue = view(desk, id, entries);
  return {
    ...issue,
    args: argsOf(issue),
    trend: trend(desk.world, entries, 30),
    sample: entries.slice(0, 20),
    orders: desk.world.orders.filter((o) => o.issue_id === id).slice(0, 20),
    comments: saidOf(desk, id).comments,
    fixes: fixes[issue.reason] ?? ["rerun"],
    methods: issue.reason === "payment_method_not_linked" ? ["Bank transfer", "Cash"] : [],
    choices: issue.reason === "cancelled_after_shipping" ? ["void_and_restock", "keep", "credit_note"] : [],
  };
}

function change(desk: Desk, id: string, entries: LogEntry[], { path: [, verb], body }: Asked): void {
  const { world } = desk;
  const { user } = world.session;
  const said = saidOf(desk, id);
  const to = (state: Said["state"]) => Object.assign(said, { state, state_by: user.email });
  switch (verb) {
    case "acknowledge":
      to("acknowledged");
      break;
    case "snooze":
      to("snoozed");
      said.snooze_until = body.until as string | undefined;
      said.snooze_entries = body.more ? entries.length + Number(body.more) : undefined;
      break;
    case "reopen":
      setResolved(world, entries, false);
      to("open");
      break;
    case "assign":
      said.assignee = body.member ? user.id : undefined;
      said.assignee_name = body.member ? user.name : undefined;
      break;
    case "comment":
      said.comments.push({ id: String(world.next()), at: world.at(0), by: user.email, text: String(body.text) });
  }
}

function withBulk(desk: Desk, id: string, entries: LogEntry[], { path: [, verb], body }: Asked): Response {
  const bulk = verb === "resolve" ? resolve(desk, entries) : fix(desk, id, entries, body);
  return json({ issue: detail(desk, id, entries), bulk });
}

function resolve({ world }: Desk, entries: LogEntry[]): BulkView {
  const open = entries.filter((e) => !e.resolved);
  return begin(
    world,
    "resolve",
    open.map((e) => () => {
      setResolved(world, [e], true);
      return true;
    }),
  );
}

/** A link, a method or a decision lets every order through; running again does not. */
function fix({ world }: Desk, id: string, entries: LogEntry[], body: Record<string, unknown>): BulkView {
  const goes = body.fix !== "rerun" && body.fix !== "reconnect";
  const held = world.orders.filter((o) => o.issue_id === id);
  const steps = held.map((order, i) => () => {
    if (!goes) return false;
    letThrough(order);
    // Entries of orders that nothing holds any more go with the last one.
    const last = i === held.length - 1;
    setResolved(
      world,
      entries.filter((e) => last || e.order_id === order.id),
      true,
    );
    return true;
  });
  return begin(world, body.fix === "decide" ? "decide" : "rerun_stored", steps);
}
