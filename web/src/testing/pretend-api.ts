import { type Answer, askOf, json, page, problem } from "./pretend-answer.ts";
import { bulkAnswers } from "./pretend-bulk.ts";
import { connectionsAnswers } from "./pretend-connections.ts";
import { documentsAnswers } from "./pretend-documents.ts";
import { issuesAnswers } from "./pretend-issues.ts";
import { pretendLedger } from "./pretend-ledger.ts";
import { logsAnswers } from "./pretend-logs.ts";
import { ordersAnswers } from "./pretend-orders.ts";
import { pretendDoor, pretendPeople } from "./pretend-members.ts";
import { pretendNotices } from "./pretend-notices.ts";
import { sessionAnswers, tokensAnswers } from "./pretend-people.ts";
import { reportAnswers } from "./pretend-report.ts";
import { retentionAnswers } from "./pretend-retention.ts";
import { statusAnswers } from "./pretend-status.ts";
import { pretendWebhooks } from "./pretend-webhooks.ts";
import { makeWorld, type PretendOptions, type World } from "./pretend-world.ts";

// A hub that is not one: enough of the API to see and test every page without it. Its rules are only as deep as the pages
// need; each subject of the API is a file beside this one.

export interface PretendApi {
  handle: (request: Request) => Promise<Response>;
  /** Told of each change, with the topics of the live stream. */
  listen: (listener: (topics: string[]) => void) => () => void;
  /** A new order comes in, as if from the channel. */
  arrive: () => void;
}

function subjects(world: World, now: number): Record<string, Answer> {
  const people = pretendPeople(world.session, world.orders, world.at);
  const notices = pretendNotices(world.at);
  const webhooks = pretendWebhooks(world.at);
  const status = statusAnswers(world);
  const connections = connectionsAnswers(world);
  const ledger = pretendLedger({
    now,
    zone: world.session.account.zone,
    shops: () => world.connections,
    orders: () => world.orders,
    tell: () => world.tell("completeness"),
    json,
    page,
  });
  return {
    users: (asked) => people(askOf(asked)),
    invitations: (asked) => people(askOf(asked)),
    sessions: (asked) => people(askOf(asked)),
    audit: (asked) => people(askOf(asked)),
    buyers: (asked) => people(askOf(asked)),
    notices: (asked) => notices(askOf(asked)),
    webhooks: (asked) => webhooks(askOf(asked)),
    tokens: tokensAnswers(world),
    account: retentionAnswers(world.at),
    status,
    cycles: status,
    channels: connections,
    connections,
    completeness: ({ method, path: [id = "", day = ""], query, body }) =>
      method === "GET"
        ? ledger.get(id, day, query)
        : ledger.check(String(body.connection), String(body.from), String(body.to)),
    report: reportAnswers(world),
    logs: logsAnswers(world),
    orders: ordersAnswers(world),
    documents: documentsAnswers(world),
    issues: issuesAnswers(world),
    bulk: bulkAnswers(world),
  };
}

export function pretendApi(options: PretendOptions = {}): PretendApi {
  const now = options.now ?? Date.now();
  const world = makeWorld({ ...options, now });
  const session = sessionAnswers(world);
  const answers = subjects(world, now);

  async function handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const [subject = "", ...path] = url.pathname.replace("/api/v1/", "").split("/");
    const { method } = request;
    const write = method !== "GET";
    if (write && request.headers.get("X-Tillbridge") !== "1")
      return problem(403, "The header X-Tillbridge is missing.");
    const text = write ? await request.text() : "";
    const body = (text ? JSON.parse(text) : {}) as Record<string, unknown>;
    const asked = { method, subject, path, query: url.searchParams, body, headers: request.headers };
    const unknown = () => problem(404, `${method} ${url.pathname} is not pretended.`);
    const door = pretendDoor(askOf(asked), options.singleSignOn ?? false);
    if (door) return door;
    if (subject === "session" || subject === "setup") return session(asked) ?? unknown();
    if (!world.signedIn) return problem(401, "Signed out.");
    if (write && world.session.user.role === "viewer") return problem(403, "Viewers cannot change anything.");
    return answers[subject]?.(asked) ?? unknown();
  }

  return {
    handle,
    listen: world.listen,
    arrive: () => {
      world.addOrder((now - Date.now()) / 60_000);
      world.tell("orders", "logs", "documents", "status");
    },
  };
}
