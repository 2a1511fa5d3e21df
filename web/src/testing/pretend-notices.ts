import type { NoticeDetail, NoticeRule } from "@/lib/types";

import { type Ask, json, page, problem } from "./pretend-answer.ts";

/** The part of the pretend hub that tells people what is wrong. No mail server is set. */
export function pretendNotices(at: (minutes: number) => string) {
  const shops = [
    { id: "11", name: "Toko Rani" },
    { id: "12", name: "Rani Surabaya" },
  ];
  const notices: NoticeDetail[] = Array.from({ length: 60 }, (_, i) => {
    const failed = i % 7 === 3;
    return {
      id: String(700 - i),
      at: at(i * 45 + 4),
      sort: i % 9 === 0 ? "clear" : "open",
      what: i % 4 === 0 ? "no_access" : "errors",
      way: i % 2 === 0 ? "slack" : "mail",
      recipient: i % 2 === 0 ? "hooks.slack.com" : "rani@example.com",
      title: i % 9 === 0 ? "All clear: Toko Rani" : `${(i % 5) + 1} open issues: Toko Rani`,
      content: "The SKU TAS-ROTAN-XL is not linked.\n3 orders wait for it.",
      body: '{"text":"The SKU TAS-ROTAN-XL is not linked."}',
      state: failed ? "failed" : "sent",
      connections: i % 3 === 0 ? shops : shops.slice(0, 1),
      attempts: failed ? 4 : 1,
      sent_at: failed ? undefined : at(i * 45 + 3),
      problem: failed
        ? { code: 503, reason: "timeout", message: "The chat did not answer.", remedy: "Look at its status page." }
        : undefined,
    };
  });
  const rules: Record<string, NoticeRule[]> = {
    me: [
      { id: "1", what: "errors", when: "ten_minutes", way: "mail", to: "rani@example.com" },
      { id: "2", what: "no_access", when: "at_once", way: "slack", to: "hooks.slack.com" },
    ],
    account: [],
  };
  let chosen = false;

  function ofRules({ method, query, body }: Ask): Response {
    const of = query.get("of") ?? "me";
    const secrets = new Map<string, string>();
    if (method === "PUT") {
      chosen = true;
      rules[of] = (body.rules as NoticeRule[]).map((rule, i) => {
        const id = String(100 + i);
        if (rule.way === "webhook" && !rule.id) secrets.set(id, "whsec_pretend");
        const before = rules[of]?.find((old) => old.id === rule.id);
        return { ...rule, id, to: rule.to ? rule.to.replace(/^https:\/\/([^/]+).*/, "$1") : before?.to };
      });
    }
    const shown = (rules[of] ?? []).map((rule) => ({ ...rule, secret: secrets.get(rule.id ?? "") }));
    return json({ of, chosen, rules: shown, mail: { ready: false, server: "", tls: "", user: "", from: "" } });
  }

  function test({ body }: Ask): Response {
    const rule = [...(rules.me ?? []), ...(rules.account ?? [])].find((r) => r.id === body.rule);
    if (!rule || rule.way === "mail") return problem(409, "No mail server is set.", "Set smtp-host and smtp-from.");
    return json({ ...notices[0], sort: "test", state: "sent", recipient: rule.to, problem: undefined });
  }

  return (ask: Ask): Response | undefined => {
    if (ask.first !== "notices") return undefined;
    if (ask.id === "rules") return ofRules(ask);
    if (ask.id === "test") return test(ask);
    if (ask.id) {
      const found = notices.find((n) => n.id === ask.id);
      return found ? json(found) : problem(404, "There is no message with this id.");
    }
    const fits = (notice: NoticeDetail) =>
      (["state", "what", "way", "sort"] as const).every(
        (key) => !ask.query.get(key) || notice[key] === ask.query.get(key),
      ) &&
      notice.recipient.includes(ask.query.get("recipient") ?? "") &&
      (!ask.query.get("connection") || notice.connections.some((shop) => shop.id === ask.query.get("connection")));
    return page(notices.filter(fits), ask.query);
  };
}
