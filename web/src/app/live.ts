import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { z } from "@/lib/zod";

const topics = z.array(z.string());

// What a topic of the stream makes stale. Lists refresh their head only: rows that are shown stay where they are.
export const staleBy: Record<string, string[][]> = {
  orders: [
    ["orders", "head"],
    ["orders", "tabs"],
    ["orders", "one"],
  ],
  logs: [["logs", "head"], ["logs", "one"], ["report"]],
  documents: [
    ["documents", "head"],
    ["documents", "one"],
  ],
  issues: [
    ["issues", "head"],
    ["issues", "states"],
    ["issues", "top"],
    ["issues", "one"],
  ],
  bulk: [["bulk"]],
  completeness: [["completeness", "ledger"]],
  status: [["status"], ["connections"], ["cycles"]],
  notices: [
    ["notices", "head"],
    ["notices", "one"],
  ],
  webhooks: [
    ["webhooks", "all"],
    ["webhooks", "one"],
    ["webhooks", "head"],
    ["webhooks", "delivery"],
  ],
};

const everyMs = 1_500;
const againMs = 5_000;

/**
 * Listens to what changes in the hub and marks the matching queries stale, at most once in a second and a half: a cycle
 * that writes a thousand orders must not make a thousand requests. Returns whether the stream is up.
 */
export function useLive(): boolean {
  const client = useQueryClient();
  const [up, setUp] = useState(true);

  useEffect(() => {
    let source: EventSource | undefined;
    let again: ReturnType<typeof setTimeout> | undefined;
    let flushing: ReturnType<typeof setTimeout> | undefined;
    let last = 0;
    let wasDown = false;
    const waiting = new Set<string>();

    const flush = () => {
      flushing = undefined;
      last = Date.now();
      for (const topic of waiting) {
        for (const queryKey of staleBy[topic] ?? []) void client.invalidateQueries({ queryKey });
      }
      waiting.clear();
    };
    const add = (names: string[]) => {
      names.forEach((name) => waiting.add(name));
      flushing ??= setTimeout(flush, Math.max(0, last + everyMs - Date.now()));
    };
    const open = () => {
      source = new EventSource("/api/v1/events");
      source.onopen = () => {
        setUp(true);
        // What happened while the stream was down was not told.
        if (wasDown) add(Object.keys(staleBy));
        wasDown = false;
      };
      source.addEventListener("change", (event: MessageEvent<string>) => {
        const parsed = topics.safeParse(safeJSON(event.data));
        if (parsed.success) add(parsed.data);
      });
      source.onerror = () => {
        wasDown = true;
        setUp(false);
        // The browser reconnects by itself unless the hub answered with an error.
        if (source?.readyState === EventSource.CLOSED) again = setTimeout(open, againMs);
      };
    };
    open();
    return () => {
      source?.close();
      clearTimeout(again);
      clearTimeout(flushing);
    };
  }, [client]);

  return up;
}

function safeJSON(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
