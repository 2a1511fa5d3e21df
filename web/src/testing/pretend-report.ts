import type { LogEntry, Report } from "@/lib/types";

import { type Answer, json } from "./pretend-answer.ts";
import { over, type World } from "./pretend-world.ts";

/** GET /report. */
export function reportAnswers({ connections, entries, session, at }: World): Answer {
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
      rows: connections
        .flatMap((c) =>
          [c.channel, ...(c.id === over.connection ? [over.channel] : [])].map((channel) => ({ c, channel })),
        )
        .map(({ c, channel }) => {
          const of = shown.filter((e) => e.connection === c.id && e.channel === channel);
          return { connection: c.id, connection_name: c.name, channel, counts: tally(of), total: of.length };
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

  return ({ method, query }) => (method === "GET" ? json(report(query)) : undefined);
}
