import type { DocumentView } from "@/lib/types";

import { type Answer, type Asked, has, is, json, page, problem } from "./pretend-answer.ts";
import type { World } from "./pretend-world.ts";

const kinds: Record<string, DocumentView["kind"]> = {
  "sales-orders": "sales_order",
  invoices: "invoice",
  outbounds: "outbound",
  payments: "payment",
  "credit-notes": "credit_note",
};

/** /documents. */
export function documentsAnswers(world: World): Answer {
  return (asked) => {
    if (asked.method === "GET") return read(world, asked);
    if (asked.method === "POST") return write(world, asked);
  };
}

function read({ documents }: World, { path: [word = "", id], query }: Asked): Response {
  const kind = kinds[word] ?? "invoice";
  if (id) {
    const document = documents.find((d) => d.id === id);
    return document ? json(document) : problem(404, "There is no document with this id.");
  }
  const found = documents.filter(
    (d) =>
      d.kind === kind &&
      d.voided === (query.get("voided") === "true") &&
      is(d.connection, query.get("connection")) &&
      is(d.channel, query.get("channel")) &&
      is(d.payment ?? "", query.get("payment")) &&
      is(d.delivery ?? "", query.get("delivery")) &&
      has(`${d.number} ${d.order_ref} ${d.order_number} ${d.buyer ?? ""}`, query.get("q")),
  );
  return page(
    found.sort((a, b) => b.created_at.localeCompare(a.created_at)),
    query,
  );
}

function write({ documents, at, tell }: World, { path: [, id, verb] }: Asked): Response {
  const document = documents.find((d) => d.id === id);
  if (!document) return problem(404, "There is no document with this id.");
  document.voided = verb === "void";
  document.voided_at = document.voided ? at(0) : undefined;
  document.voided_by_person = document.voided;
  tell("documents", "orders");
  return json(document);
}
