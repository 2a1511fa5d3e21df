import type { WebhookDeliveryDetail, WebhookView } from "@/lib/types";

import { type Ask, json, page, problem } from "./pretend-answer.ts";

/** The part of the pretend hub that tells other programs what happens. */
export function pretendWebhooks(at: (minutes: number) => string) {
  const endpoints: WebhookView[] = [endpoint("1", "https://erp.example.com/hooks", ["order.created"])];
  const deliveries: WebhookDeliveryDetail[] = Array.from({ length: 60 }, (_, i) =>
    delivery(String(600 - i), i % 6 !== 2),
  );
  let nextId = 1000;

  function endpoint(id: string, url: string, types: string[], description = ""): WebhookView {
    return { id, url, description, types, state: "enabled", created_at: at(9000) };
  }

  function delivery(id: string, arrived: boolean): WebhookDeliveryDetail {
    const status = arrived ? 200 : 500;
    const refused = { code: 503, reason: "refused", message: "The endpoint answered 500.", remedy: "Look at its log." };
    return {
      id,
      message_id: `msg_${id}`,
      type: "order.created",
      reference: `#${id}`,
      at: at(600 - Number(id) + 1),
      state: arrived ? "delivered" : "failed",
      attempts: 1,
      tried_at: at(1),
      status,
      payload: '{"type":"order.created","data":{"ref":"4711"}}',
      log: [
        {
          at: at(1),
          status,
          took_ms: 31,
          answer: arrived ? "thank you" : "oops",
          problem: arrived ? undefined : refused,
        },
      ],
    };
  }

  function ofDeliveries(ask: Ask): Response {
    if (!ask.fourth) {
      const state = ask.query.get("state");
      const reference = ask.query.get("reference");
      return page(
        deliveries.filter((d) => (!state || d.state === state) && (!reference || d.reference === reference)),
        ask.query,
      );
    }
    const found = deliveries.find((d) => d.id === ask.fourth);
    if (!found) return problem(404, "There is no delivery with this id.");
    if (ask.fifth === "replay") Object.assign(found, { state: "waiting", attempts: 0 });
    return json(found);
  }

  function create({ body }: Ask): Response {
    const url = String(body.url);
    if (!url.startsWith("https://")) return problem(422, "The address must begin with https://.");
    const made = endpoint(
      String(++nextId),
      url,
      (body.types as string[] | undefined) ?? [],
      body.description as string | undefined,
    );
    endpoints.push(made);
    return json({ ...made, secret: "whsec_pretend" }, 201);
  }

  function verb(found: WebhookView, ask: Ask): Response {
    switch (ask.third) {
      case "test":
        return json({ ...delivery("9999", true), type: "webhook.test" });
      case "rotate":
        return json({ ...found, secret: "whsec_rotated", rotated_until: at(-60 * 24) });
      case "recover":
        return json({ deliveries: deliveries.filter((d) => d.state === "failed" || ask.body.all === true).length });
    }
    return problem(404, `${ask.third} is not pretended.`);
  }

  return (ask: Ask): Response | undefined => {
    if (ask.first !== "webhooks") return undefined;
    if (!ask.id) return ask.method === "GET" ? page(endpoints, ask.query) : create(ask);
    const found = endpoints.find((e) => e.id === ask.id);
    if (!found) return problem(404, "There is no endpoint with this id.");
    if (ask.third === "deliveries") return ofDeliveries(ask);
    if (ask.third) return verb(found, ask);
    if (ask.method === "DELETE") endpoints.splice(endpoints.indexOf(found), 1);
    if (ask.method === "PUT") Object.assign(found, ask.body);
    return ask.method === "DELETE" ? json(undefined, 204) : json(found);
  };
}
