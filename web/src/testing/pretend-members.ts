import type {
  AuditView,
  ForgottenView,
  InvitationView,
  OrderDetail,
  Session,
  SessionView,
  UserView,
} from "@/lib/types";

import { type Ask, json, page, problem } from "./pretend-answer.ts";

/** The part of the pretend hub that is about people: members, invitations, sessions, the audit trail, buyers. */
export function pretendPeople(session: Session, orders: OrderDetail[], at: (minutes: number) => string) {
  const members: UserView[] = [
    session.user,
    { id: "2", email: "dewi@example.com", name: "Dewi", role: "operator" },
    { id: "3", email: "agus@example.com", name: "Agus", role: "viewer" },
  ];
  const invitations: InvitationView[] = [];
  let sessions: SessionView[] = [
    browser("11", "Firefox on Linux", "203.0.113.0/24", true),
    browser("12", "Chrome on Android", "198.51.100.0/24", false),
  ];
  const audit: AuditView[] = Array.from({ length: 60 }, (_, i) => ({
    id: String(800 - i),
    at: at(i * 37 + 2),
    actor: i % 3 === 0 ? "dewi@example.com" : session.user.email,
    action: i % 5 === 0 ? "void_document" : "sign_in",
    subject: i % 5 === 0 ? `INV-${1000 + i}` : session.user.email,
    reason: i % 5 === 0 ? "Entered twice by hand." : "",
  }));
  let nextId = 900;

  function browser(id: string, name: string, network: string, current: boolean): SessionView {
    return {
      id,
      browser: name,
      network,
      current,
      created_at: at(3000),
      seen_at: at(current ? 0 : 240),
      expires_at: at(-9000),
    };
  }

  function users({ method, id, third, body }: Ask): Response {
    if (method === "GET") return page(members, new URLSearchParams());
    const member = members.find((m) => m.id === id);
    if (!member) return problem(404, "There is no member with this id.");
    const lastOwner = member.role === "owner" && members.filter((m) => m.role === "owner").length === 1;
    if (lastOwner) return problem(409, "The last owner stays: make somebody else an owner first.");
    if (method === "PUT" && third === "role") {
      member.role = body.role as UserView["role"];
      return json(member);
    }
    members.splice(members.indexOf(member), 1);
    return json(undefined, 204);
  }

  function invite({ method, id, body }: Ask): Response {
    if (method === "GET") return page(invitations, new URLSearchParams());
    if (method === "DELETE") {
      invitations.splice(0, invitations.length, ...invitations.filter((i) => i.id !== id));
      return json(undefined, 204);
    }
    const email = String(body.email);
    if (members.some((m) => m.email === email)) return problem(409, `${email} is a member already.`);
    const made: InvitationView = {
      id: String(++nextId),
      email,
      role: body.role as UserView["role"],
      invited_by: session.user.email,
      expires_at: at(-60 * 24 * 7),
    };
    invitations.push(made);
    return json({ ...made, link: `https://hub.example.com/welcome?token=pretend-${made.id}`, mailed: false }, 201);
  }

  function ownSessions({ method, id }: Ask): Response {
    if (method === "GET") return page(sessions, new URLSearchParams());
    const before = sessions.length;
    sessions = sessions.filter((s) => (id ? s.id !== id : s.current));
    return id ? json(undefined, 204) : json({ ended: before - sessions.length });
  }

  function trail({ query }: Ask): Response {
    const fits = (line: AuditView) =>
      (["actor", "action", "subject"] as const).every((key) => !query.get(key) || line[key] === query.get(key));
    return page(audit.filter(fits), query);
  }

  function forget({ body }: Ask): Response {
    const whose = orders.filter((o) => (body.order ? o.id === body.order : o.snapshot.buyer.email === body.email));
    if (!body.preview) for (const order of whose) order.buyer = "";
    const answer: ForgottenView = {
      forgotten: body.preview !== true,
      orders: whose.map(({ id, ref, number, connection }) => ({ id, ref, number, connection })),
    };
    return json(answer);
  }

  /** The answer, or nothing where another part has it. */
  return (ask: Ask): Response | undefined => {
    switch (ask.first) {
      case "users":
        return users(ask);
      case "invitations":
        return invite(ask);
      case "sessions":
        return ownSessions(ask);
      case "audit":
        return trail(ask);
      case "buyers":
        return forget(ask);
    }
    return undefined;
  };
}

/** What one can ask before signing in. A link whose token begins with "old" has been used. */
export function pretendDoor({ first, id, body }: Ask, singleSignOn: boolean): Response | undefined {
  if (first === "session" && id === "ways") {
    return json(singleSignOn ? { single_sign_on: true, url: "/auth/sign-on" } : { single_sign_on: false });
  }
  if (first === "setup" && id === "look") {
    if (String(body.token).startsWith("old"))
      return problem(403, "This link has been used or withdrawn, or is too old.");
    return json({ account: "Toko Rani", email: "dewi@example.com", role: "operator" });
  }
  return undefined;
}
