import type { LogAmount, Retention, RetentionDays } from "@/lib/types";

import { type Answer, json } from "./pretend-answer.ts";

// How long the pretend hub keeps its log, of which every day had 100 entries and 40 exchanges.

const flags: RetentionDays = { log_days: 90, exchange_days: 30 };
const bounds = { log_days_min: 7, log_days_max: 3650, exchange_days_min: 1 };

function wrong(field: string, message: string): Response {
  const errors = [{ location: `body.${field}`, message }];
  return json({ title: "Problem", status: 422, detail: `${field}: ${message}`, errors }, 422);
}

/** /account/retention. */
export function retentionAnswers(at: (minutes: number) => string): Answer {
  let chosen: RetentionDays | undefined;
  let kept = flags;

  function stands(): Retention {
    const { log_days, exchange_days } = chosen ?? flags;
    const amount: LogAmount = {
      entries: 100 * kept.log_days,
      exchanges: 40 * kept.exchange_days,
      exchanges_capped: false,
    };
    return {
      ...{ log_days, exchange_days, bounds },
      chosen: chosen !== undefined,
      default: flags,
      kept: { ...amount, oldest_at: at(kept.log_days * 24 * 60) },
    };
  }

  function keep(days: RetentionDays | undefined): Response {
    const { log_days, exchange_days } = days ?? flags;
    if (log_days < bounds.log_days_min) return wrong("log_days", "must be at least 7");
    if (exchange_days > log_days) return wrong("exchange_days", `must be at most the ${log_days} days of the log`);
    chosen = days;
    kept = {
      log_days: Math.min(kept.log_days, log_days),
      exchange_days: Math.min(kept.exchange_days, exchange_days),
    };
    return json(stands());
  }

  return ({ method, path: [first, second], query, body }) => {
    if (first !== "retention") return undefined;
    if (second === "preview") {
      const log = Number(query.get("log_days")) || flags.log_days;
      const exchange = Number(query.get("exchange_days")) || flags.exchange_days;
      const amount: LogAmount = {
        entries: 100 * Math.max(kept.log_days - log, 0),
        exchanges: 40 * Math.max(kept.exchange_days - exchange, 0),
        exchanges_capped: false,
      };
      return json(amount);
    }
    if (method === "PUT") return keep({ log_days: Number(body.log_days), exchange_days: Number(body.exchange_days) });
    return method === "DELETE" ? keep(undefined) : json(stands());
  };
}
