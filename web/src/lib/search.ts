import { isDate } from "./dates";
import { z } from "./zod";

// Addresses are read and written plainly (?code=422&ref=1042), not as JSON: people type them and send them to each other.

export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const out = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (value === true) out.set(key, "1");
    else if (typeof value === "number" || (typeof value === "string" && value !== "")) out.set(key, String(value));
  }
  const text = out.toString();
  return text ? `?${text}` : "";
}

// Parts of search schemas. A value that does not fit is dropped, never an error: the address came from anywhere.
export const text = z.string().trim().min(1).max(200).optional().catch(undefined);
export const date = z.string().refine(isDate).optional().catch(undefined);
export const flag = z
  .union([z.boolean(), z.enum(["1", "true"]).transform(() => true)])
  .optional()
  .catch(undefined)
  .transform((v) => v || undefined);
export const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values).optional().catch(undefined);
export const codes = z
  .string()
  .regex(/^\d{3}(,\d{3}){0,19}$/)
  .optional()
  .catch(undefined);
export const number = z.coerce.number().int().optional().catch(undefined);
