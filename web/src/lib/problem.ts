import { shared } from "./words";
import { z } from "./zod";

// An RFC 9457 problem, read without trust: a proxy in between may answer with anything.
const shape = z.object({
  detail: z.string().optional(),
  remedy: z.string().optional(),
  errors: z.array(z.object({ message: z.string().optional(), location: z.string().optional() })).nullish(),
});

/** What went wrong between this page and the hub, in words for the person in front of it. */
export class Problem extends Error {
  /** HTTP status; 0 when there was no answer at all. */
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** Fields that were refused, by name. */
  readonly fields: Record<string, string>;

  constructor(status: number, title: string, detail: string, fields: Record<string, string> = {}) {
    super(detail || title);
    // eslint-disable-next-line prose/no-literal-string -- the class, for who reads a stack
    this.name = "Problem";
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.fields = fields;
  }

  /** Trying the same again may help: the hub or the way to it was at fault, not the request. */
  get mayPass(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

function titleFor(status: number): string {
  switch (status) {
    case 0:
    case 401:
    case 403:
    case 404:
    case 409:
    case 412:
    case 422:
    case 429:
      return shared(`problem.${status}`);
  }
  return status >= 500 ? shared("problem.hub") : shared("problem.refused");
}

/** Reads the body of an answer that is not a success. */
export function problemFrom(status: number, body: unknown): Problem {
  const parsed = shape.safeParse(body);
  if (!parsed.success) return new Problem(status, titleFor(status), "");
  const { detail, remedy, errors } = parsed.data;
  const fields: Record<string, string> = {};
  for (const e of errors ?? []) {
    // "body.settings.url" names the field by its last word.
    const name = e.location?.split(".").at(-1);
    if (name && e.message) fields[name] = e.message;
  }
  const named = Object.entries(fields).map(([name, message]) => `${name}: ${message}`);
  // The validator's own sentence says nothing; the fields do.
  const said = detail === "validation failed" ? named.join("; ") : detail;
  return new Problem(status, titleFor(status), [said, remedy].filter(Boolean).join(" "), fields);
}

/** Any thrown thing as a Problem. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError) {
    // What fetch rejects with when there is no answer.
    return new Problem(0, titleFor(0), shared("problem.no_answer"));
  }
  return new Problem(500, shared("problem.page"), error instanceof Error ? error.message : String(error));
}
