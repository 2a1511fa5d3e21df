import type { Role, Session } from "@/lib/types";

import { type Answer, type Asked, json, problem } from "./pretend-answer.ts";
import type { World } from "./pretend-world.ts";

/** /session and /setup: what is answered before anybody is signed in. */
export function sessionAnswers(world: World): Answer {
  return ({ method, subject, path, query, body }) => {
    if (path[0] === "views" && world.signedIn) return views(world, method, query, body);
    if (subject === "setup") world.signedIn = true;
    else if (method === "POST") {
      if (body.password !== "correct-horse") return problem(401, "Wrong email or password.");
      world.signedIn = true;
    }
    if (method === "PUT" && world.signedIn) {
      if (path[0] === "password") return json(undefined, 204);
      world.session.user.name = String(body.name);
    }
    if (method === "DELETE") world.signedIn = false;
    if (method === "PATCH" && world.signedIn) world.session.language = body.language as Session["language"];
    if (world.signedIn) return json(world.session);
    return method === "DELETE" ? json(undefined, 204) : problem(401, "Signed out.");
  };
}

/** /session/views. */
function views(world: World, method: string, query: URLSearchParams, body: Record<string, unknown>): Response {
  const address = String(body.address);
  const view =
    method === "PUT"
      ? { page: address.split("?")[0] ?? "", name: String(body.name), address }
      : { page: query.get("page") ?? "", name: query.get("name") ?? "", address: "" };
  const others = world.views.filter((other) => other.page !== view.page || other.name !== view.name);
  switch (method) {
    case "PUT":
      if (!address.startsWith("/") || address.length > 2000) return problem(422, "This is no page of the app.");
      world.views = [...others, view].sort((a, b) => a.name.localeCompare(b.name));
      return json(view);
    case "DELETE":
      world.views = others;
      return json(undefined, 204);
  }
  return json({ items: world.views, next_cursor: "" });
}

/** /tokens. */
export function tokensAnswers(world: World): Answer {
  return (asked) => tokens(world, asked);
}

function tokens({ tokens, next, at, session }: World, { method, path: [id], body }: Asked): Response | undefined {
  switch (method) {
    case "GET":
      return json({ items: tokens, next_cursor: "" });
    case "POST": {
      const made = { id: String(next()), name: String(body.name), role: body.role as Role };
      tokens.push({
        ...made,
        created_at: at(0),
        created_by: session.user.email,
        subjects: (body.subjects as string[] | undefined) ?? [],
      });
      return json({ id: made.id, name: body.name, token: "tb_pretend_4f9c2a7be1" });
    }
    case "DELETE":
      tokens.splice(0, tokens.length, ...tokens.filter((t) => t.id !== id));
      return json(undefined, 204);
  }
}
