import type { Tone } from "@/lib/words";

const dayMs = 86_400_000;

// The closer, the stronger.
const steps: { within: number; tone: Tone }[] = [
  { within: 1, tone: "red" },
  { within: 3, tone: "orange" },
  { within: 7, tone: "amber" },
  { within: 14, tone: "blue" },
];

export interface Expiry {
  /** Whole days that are left, the day of the end counted; 0: it has ended. */
  days: number;
  tone: Tone;
}

/** Warns of a permission that ends within two weeks; before that nobody needs to know. */
export function expiryOf(until: string | undefined, now: number): Expiry | undefined {
  if (!until) return undefined;
  const days = Math.max(0, Math.ceil((Date.parse(until) - now) / dayMs));
  const step = steps.find(({ within }) => days <= within);
  return step && { days, tone: step.tone };
}
