// How the pretend hub answers, and how it reads a request.

/** A request as the subjects of the API read it: GET /orders/501/rerun?x=1 is "orders", ["501", "rerun"]. */
export interface Asked {
  method: string;
  subject: string;
  path: string[];
  query: URLSearchParams;
  body: Record<string, unknown>;
  headers: Headers;
}

/** The same with the parts of the path by name; "" where there is none. */
export interface Ask {
  method: string;
  first: string;
  id: string;
  third: string;
  fourth: string;
  fifth: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
}

export function askOf({
  method,
  subject,
  path: [id = "", third = "", fourth = "", fifth = ""],
  query,
  body,
}: Asked): Ask {
  return { method, first: subject, id, third, fourth, fifth, query, body };
}

/** What a subject answers; undefined when it does not know the request. */
export type Answer = (asked: Asked) => Response | undefined;

export const json = (body: unknown, status = 200) =>
  new Response(body === undefined ? null : JSON.stringify(body), {
    status,
    headers: { "Content-Type": status < 400 ? "application/json" : "application/problem+json" },
  });
export const problem = (status: number, detail: string, remedy = "") =>
  json({ title: "Problem", status, detail, remedy }, status);

export function page<T>(all: T[], query: URLSearchParams): Response {
  const from = Number(query.get("cursor") ?? 0);
  const limit = Number(query.get("limit") ?? 50);
  const end = from + limit;
  return json({ items: all.slice(from, end), next_cursor: end < all.length ? String(end) : "" });
}

/** How many there are, as far as it is quick to count them. */
export const counted = (n: number) => json({ count: Math.min(n, 1000), more: n > 1000 });

export const has = (text: string, q: string | null) => !q || text.toLowerCase().includes(q.toLowerCase());
export const is = (value: string, wanted: string | null) => !wanted || value === wanted;
export const isOneOf = (value: string, wanted: string | null) => !wanted || wanted.split(",").includes(value);
export const within = (at: string | undefined, query: URLSearchParams) =>
  (!query.get("from") || (at ?? "") >= (query.get("from") ?? "")) &&
  (!query.get("to") || (at ?? "") < (query.get("to") ?? ""));

export function grouped<T>(all: T[], by: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(by(one), [...(groups.get(by(one)) ?? []), one]);
  return groups;
}
