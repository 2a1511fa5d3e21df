import createClient, { type Middleware } from "openapi-fetch";

import { language } from "./language";
import { asProblem, problemFrom } from "./problem";
import type { paths } from "./schema";

// The hub refuses writes by cookie without this header: a form on another site cannot set it.
const guard: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET" && request.method !== "HEAD") request.headers.set("X-Tillbridge", "1");
    return request;
  },
};

// The hub writes its sentences in the language the page is drawn in.
const reader: Middleware = {
  onRequest({ request }) {
    request.headers.set("Accept-Language", language());
    return request;
  },
};

// fetch is looked up at each call so that tests can put a pretend API in its place.
export const api = createClient<paths>({
  baseUrl: globalThis.location.origin,
  fetch: (request) => globalThis.fetch(request),
});
api.use(guard, reader);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

async function succeeded<T>(call: Promise<Answer<T>>): Promise<Answer<T>> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw asProblem(error);
  }
  if (!answer.response.ok) throw problemFrom(answer.response.status, answer.error);
  return answer;
}

/** The answer's data, or a thrown Problem. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  return (await succeeded(call)).data as T;
}

export interface Tagged<T> {
  data: T;
  /** Tells this version of it from others: its ETag. */
  tag: string;
}

/** The answer's data with its tag, or a thrown Problem. */
export async function tagged<T>(call: Promise<Answer<T>>): Promise<Tagged<T>> {
  const { data, response } = await succeeded(call);
  return { data: data as T, tag: response.headers.get("etag") ?? "" };
}
