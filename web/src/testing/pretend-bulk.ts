import type { BulkRequest, BulkView, LogEntry, OrderDetail, PreviewView } from "@/lib/types";

import { type Answer, type Asked, grouped, json, page, problem } from "./pretend-answer.ts";
import { entriesOf, setResolved } from "./pretend-logs.ts";
import { ordersOf } from "./pretend-orders.ts";
import type { Work, World } from "./pretend-world.ts";

// How many steps an action takes each time somebody looks at it: no clock, and it can be stopped in the middle.
const stepsAtALook = 10;

/** Starts an action of so many steps. */
export function begin(world: World, kind: BulkView["kind"], steps: Work["steps"]): BulkView {
  const { bulks, next, at, session, tell } = world;
  const view: BulkView = {
    id: String(next()),
    kind,
    state: steps.length > 0 ? "running" : "done",
    total: steps.length,
    done: 0,
    succeeded: 0,
    failed: 0,
    codes: [],
    skipped: 0,
    skips: [],
    actor: session.user.email,
    started_at: at(0),
    moved_at: at(0),
  };
  bulks.unshift({ view, steps });
  tell("bulk");
  return { ...view };
}

/** /bulk. */
export function bulkAnswers(world: World): Answer {
  return (asked) => {
    const [id] = asked.path;
    if (asked.method === "POST" && id === "preview") return json(preview(world, asked));
    if (asked.method === "POST" && !id) return json(start(world, asked), 202);
    if (!id) {
      return page(
        world.bulks.map((work) => work.view),
        asked.query,
      );
    }
    const work = world.bulks.find((w) => w.view.id === id);
    if (!work) return problem(404, "There is no such bulk action.");
    if (asked.method === "POST") return stop(world, work);
    advance(world, work);
    return json(work.view);
  };
}

function stop({ at }: World, { view }: Work): Response {
  if (view.state !== "running") return problem(400, "It has ended.");
  Object.assign(view, { state: "stopped", ended_at: at(0) });
  return json(view);
}

function advance({ at, tell }: World, { view, steps }: Work): void {
  if (view.state !== "running") return;
  for (const step of steps.splice(0, stepsAtALook)) {
    view.done++;
    if (step()) view.succeeded++;
    else view.failed++;
  }
  if (view.failed > 0) view.codes = [{ code: 422, n: view.failed }];
  if (steps.length === 0) Object.assign(view, { state: "done", ended_at: at(0) });
  tell("bulk", "logs", "orders", "issues", "status");
}

/** A selection as the lists' own filters are written. */
function asQuery(selection: object): URLSearchParams {
  const written = Object.entries(selection).filter(([, value]) => value !== undefined);
  return new URLSearchParams(written.map(([key, value]) => [key, String(value)]));
}

function selected(world: World, request: BulkRequest): { entries: LogEntry[]; orders: OrderDetail[] } {
  if (request.orders) return { entries: [], orders: ordersOf(world, asQuery(request.orders)) };
  const entries = entriesOf(world, asQuery(request.entries ?? {}));
  const ids = new Set(entries.map((e) => e.order_id));
  return { entries, orders: world.orders.filter((o) => ids.has(o.id)) };
}

const isOpen = (e: LogEntry) => e.code >= 400 && e.code !== 409 && !e.resolved;

function preview(world: World, { body }: Asked): PreviewView {
  const request = body as unknown as BulkRequest;
  const { entries, orders } = selected(world, request);
  const resolves = request.kind === "resolve";
  const open = entries.filter(isOpen).length;
  const left = resolves ? entries.length - open : 0;
  return {
    total: resolves ? open : orders.length,
    orders: orders.length,
    held: held(orders),
    groups: groups(entries, request.orders ? orders : []),
    skipped: left > 0 ? [{ reason: "already_resolved", message: "It is resolved already.", n: left }] : [],
  };
}

function held(orders: OrderDetail[]): PreviewView["held"] {
  return [...grouped(orders, (o) => o.currency)].map(([currency, of]) => ({
    currency,
    orders: of.length,
    total: String(of.reduce((sum, o) => sum + Number(o.total), 0)),
  }));
}

function groups(entries: LogEntry[], orders: OrderDetail[]): PreviewView["groups"] {
  const rows = [
    ...entries.map(({ operation, connection, connection_name, code }) => ({
      operation,
      connection,
      connection_name,
      code,
    })),
    ...orders.map(({ connection, connection_name, hold_code }) => ({
      operation: "",
      connection,
      connection_name,
      code: hold_code,
    })),
  ];
  return [...grouped(rows, (row) => JSON.stringify(row)).values()].map((alike) => ({ ...alike[0]!, n: alike.length }));
}

/** Entries are resolved or opened again; orders that are run again fail as before when something holds them. */
function start(world: World, { body }: Asked): BulkView {
  const request = body as unknown as BulkRequest;
  const { entries, orders } = selected(world, request);
  if (request.kind !== "resolve" && request.kind !== "unresolve") {
    return begin(
      world,
      request.kind,
      orders.map((o) => () => o.hold_code === 0),
    );
  }
  const resolved = request.kind === "resolve";
  const fit = entries.filter((e) => e.code >= 400 && e.code !== 409 && e.resolved !== resolved);
  return begin(
    world,
    request.kind,
    fit.map((e) => () => {
      setResolved(world, [e], resolved);
      return true;
    }),
  );
}
