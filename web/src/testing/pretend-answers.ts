// What the parts of the pretend hub share: the request taken apart, and the answers' shapes.

export interface Ask {
  method: string;
  /** The parts of the path behind /api/v1/; "" where there is none. */
  first: string;
  id: string;
  third: string;
  fourth: string;
  fifth: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
}

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
