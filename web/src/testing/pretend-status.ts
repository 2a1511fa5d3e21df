import type { Status } from "@/lib/types";

import { makeConnectionStatus, makeCycle } from "./factories.ts";
import { type Answer, json, page } from "./pretend-answer.ts";
import { over, type World } from "./pretend-world.ts";

/** GET /status and /cycles. */
export function statusAnswers({ connections, entries, orders, at }: World): Answer {
  const started = Date.now();
  const silence = {
    since: at(60 * 9),
    usual: 6,
    code: 404,
    reason: "shop_silent",
    message: "No order has come for 9 hours; in these hours there were at least 6 in each of the last four weeks.",
    remedy: "Look whether the shop is open and can be bought from.",
  };
  function overStatus() {
    const all = orders.filter((o) => o.connection === over.connection && o.channel === over.channel);
    return { channel: over.channel, orders: all.length, held: all.filter((o) => o.hold_code > 0).length };
  }
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
        unproven: 1,
        no_access: connections.filter((c) => c.state === "needs_you").length,
      },
      connections: connections.map((c, i) =>
        makeConnectionStatus({
          id: c.id,
          channel: c.channel,
          name: c.name,
          state: i === 2 ? "needs_you" : c.state === "removed" ? "paused" : c.state,
          orders: orders.filter((o) => o.connection === c.id).length,
          held: orders.filter((o) => o.connection === c.id && o.hold_code > 0).length,
          over: c.id === over.connection ? [overStatus()] : [],
          proven_until: i === 3 ? undefined : at(65),
          authorised_until: i === 1 ? at(-60 * 24 * 5) : undefined,
          silent: i === 3 ? silence : undefined,
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
              // Connected in the test, and to be started.
              ...(c.state === "paused" && i > 3 ? { last_success_at: undefined, last_cycle: undefined } : {}),
            },
          ],
        }),
      ),
    };
  }

  const cycles = (connection: string) =>
    Array.from({ length: 8 }, (_, i) =>
      makeCycle({
        id: String(77 - i),
        connection,
        started_at: at(2 + 5 * i),
        ended_at: at(1.96 + 5 * i),
        seen: 100 - i,
        held: i % 3,
      }),
    );

  return ({ method, subject, query }) => {
    if (method === "GET" && subject === "status") return json(status());
    if (method === "GET" && subject === "cycles") return page(cycles(query.get("connection") ?? "1"), query);
  };
}
