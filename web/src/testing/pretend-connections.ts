import type { Policy } from "@/lib/types";

import { makeConnection } from "./factories.ts";
import { type Answer, type Asked, json, page, problem } from "./pretend-answer.ts";
import { makePolicy, pretendPreview } from "./pretend-policy.ts";
import type { World } from "./pretend-world.ts";

/** /channels and /connections. */
export function connectionsAnswers(world: World): Answer {
  const policy = makePolicy();
  return (asked) => {
    if (asked.path[1] === "policy") return policyAnswer(world, policy, asked);
    if (asked.subject === "channels") return json({ items: channels, next_cursor: "" });
    if (asked.method === "POST") return write(world, asked);
    const { connections } = world;
    const [id] = asked.path;
    return id ? json(connections.find((c) => c.id === id)) : page(connections, asked.query);
  };
}

function policyAnswer({ orders }: World, policy: Policy, { method, body, headers }: Asked): Response {
  if (method === "POST") return json(pretendPreview(policy, body as unknown as Policy, orders));
  const tag = () => `"${btoa(JSON.stringify(policy))}"`;
  if (method === "PUT") {
    const made = headers.get("If-Match");
    if (made && made !== tag()) return problem(412, "The policy was changed after you read it.");
    Object.assign(policy, body);
  }
  const answer = json(policy);
  answer.headers.set("ETag", tag());
  return answer;
}

function write({ connections, next, tell }: World, { path: [id, verb], body }: Asked): Response {
  if (verb === "test") return json(testResult);
  if (verb) {
    const found = connections.find((c) => c.id === id);
    if (!found) return problem(404, "No such connection.");
    if (verb === "remove") {
      connections.splice(connections.indexOf(found), 1);
      tell("status");
      return json({ ...found, state: "removed", hook_url: "" });
    }
    if (verb === "pause") found.state = "paused";
    if (verb === "resume") found.state = "active";
    tell("status");
    return json(found);
  }
  const made = makeConnection({ id: String(next()), channel: String(body.channel), name: String(body.name) });
  if (body.paused === true) made.state = "paused";
  connections.push(made);
  tell("status");
  return json(made, 201);
}

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
  { name: "tokopedia", title: "Tokopedia", over: "shopee", settings: [] },
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
