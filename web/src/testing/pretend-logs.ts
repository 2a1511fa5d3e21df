import type { LogDetail, LogEntry } from "@/lib/types";

import { type Answer, type Asked, counted, has, is, isOneOf, json, page, problem, within } from "./pretend-answer.ts";
import type { World } from "./pretend-world.ts";

const isFailure = (e: LogEntry) => e.code >= 400 && e.code !== 409;

/** Entries that match a filter, as /logs takes it. */
export function entriesOf({ entries }: World, query: URLSearchParams): LogEntry[] {
  const ids = query.get("ids")?.split(",");
  return entries.filter(
    (e) =>
      (!ids || ids.includes(e.id)) &&
      within(e.at, query) &&
      is(e.connection, query.get("connection")) &&
      is(e.channel, query.get("channel")) &&
      isOneOf(e.operation, query.get("operation")) &&
      isOneOf(String(e.code), query.get("code")) &&
      (is(e.ref, query.get("ref")) || is(e.order_number ?? "", query.get("ref"))) &&
      is(e.sync_type, query.get("sync_type")) &&
      is(e.cycle_id ?? "", query.get("cycle")) &&
      is(e.issue_id ?? "", query.get("issue")) &&
      is(e.bulk_id ?? "", query.get("bulk")) &&
      has(`${e.message} ${e.ref} ${e.order_number ?? ""} ${e.operation}`, query.get("q")) &&
      (!query.get("sku") || e.message.includes(query.get("sku") ?? "")) &&
      !(query.get("hide_resolved") === "true" && e.resolved) &&
      !(query.get("only_resolved") === "true" && !(isFailure(e) && e.resolved)) &&
      !(query.get("errors_only") === "true" && !isFailure(e)),
  );
}

/** Resolves entries, or opens them again, by the member who is signed in. */
export function setResolved({ at, session }: World, entries: LogEntry[], resolved: boolean): void {
  for (const entry of entries) {
    entry.resolved = resolved;
    entry.resolved_at = resolved ? at(0) : undefined;
    entry.resolved_by = resolved ? session.user.email : undefined;
  }
}

/** /logs and its actions on a few entries. */
export function logsAnswers(world: World): Answer {
  return (asked) => {
    if (asked.method === "GET") return read(world, asked);
    if (asked.method === "POST" && asked.path[0] === "actions") return act(world, asked);
  };
}

function read(world: World, { path: [id], query }: Asked): Response {
  if (!id) return page(entriesOf(world, query), query);
  if (id === "count") return counted(entriesOf(world, query).length);
  const entry = world.entries.find((e) => e.id === id);
  return entry ? json(detail(entry)) : problem(404, "There is no entry with this id.");
}

function act(world: World, { body }: Asked): Response {
  const ids = body.ids as string[];
  const rerun = body.action === "rerun_fetch" || body.action === "rerun_stored";
  const wanted = body.action === "unresolve";
  const chosen = world.entries.filter(
    (e) => ids.includes(e.id) && (rerun || (isFailure(e) && (e.resolved ?? false) === wanted)),
  );
  if (body.action === "unresolve") setResolved(world, chosen, false);
  if (body.action === "resolve" || body.action === "resolve_and_rerun") setResolved(world, chosen, true);
  world.tell("logs", "status");
  return result(ids, new Set(chosen.map((e) => e.id)));
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

function result(ids: string[], done: Set<string>): Response {
  return json({
    done: done.size,
    failed: 0,
    skipped: ids.length - done.size,
    results: ids.map((id) =>
      done.has(id)
        ? { id, code: 200, reason: "done", message: "Done.", remedy: "" }
        : { id, code: 200, reason: "no_failure", message: "Left out: the entry is no failure.", remedy: "" },
    ),
  });
}
