// Money comes as decimal strings and is never made a float: Intl formats such strings exactly.

import { language, languages } from "./language";

const signs: Record<string, string> = { IDR: "Rp\u00a0", MYR: "RM\u00a0", SGD: "S$", THB: "฿" };

// ISO gives the rupiah two decimals that no shop uses; shown only when an amount has them.
const whole = new Set(["IDR", "JPY", "KRW", "VND", "CLP", "PYG", "UGX", "ISK", "XAF", "XOF"]);

const formats = new Map<string, Intl.NumberFormat>();

function decimalsOf(amount: string): number {
  return amount.split(".")[1]?.replace(/0+$/, "").length ?? 0;
}

function format(currency: string, least: number, most: number): Intl.NumberFormat {
  const { numbers } = languages[language()];
  const key = `${numbers} ${currency} ${least} ${most}`;
  let found = formats.get(key);
  if (!found) {
    const digits = { minimumFractionDigits: least, maximumFractionDigits: most };
    found = /^[A-Z]{3}$/.test(currency)
      ? new Intl.NumberFormat(numbers, { style: "currency", currency, ...digits })
      : new Intl.NumberFormat(numbers, digits);
    formats.set(key, found);
  }
  return found;
}

/** "162000", "IDR" → "Rp 162,000" (with a space that does not break); "" → "" (an amount that is not there is not zero). */
export function money(amount: string | undefined, currency: string): string {
  if (!amount || !/^-?\d+(\.\d+)?$/.test(amount)) return amount ?? "";
  const least = whole.has(currency) ? 0 : 2;
  const most = Math.max(least, Math.min(4, decimalsOf(amount)));
  const sign = signs[currency];
  return format(currency, least, most)
    .formatToParts(amount as `${number}`)
    .map((part) =>
      part.type === "currency" && sign
        ? sign
        : sign && part.type === "literal" && part.value.trim() === ""
          ? ""
          : part.value,
    )
    .join("");
}

const scale = 10_000n;

/** The amount in 1/10,000 of the unit, as the hub keeps it; null when it is not an amount. */
export function parts(amount: string): bigint | null {
  const found = /^(-?)(\d+)(?:\.(\d{1,4}))?$/.exec(amount);
  if (!found) return null;
  const [, minus, units = "0", fraction = ""] = found;
  const value = BigInt(units) * scale + BigInt(fraction.padEnd(4, "0"));
  return minus ? -value : value;
}

function decimal(value: bigint): string {
  const size = value < 0n ? -value : value;
  const fraction = (size % scale).toString().padStart(4, "0").replace(/0+$/, "");
  return `${value < 0n ? "-" : ""}${size / scale}${fraction ? `.${fraction}` : ""}`;
}

/** The exact sum as a decimal string; what is absent adds nothing. */
export function sum(amounts: (string | undefined)[]): string {
  return decimal(amounts.reduce((total, amount) => total + (parts(amount ?? "") ?? 0n), 0n));
}

export function negative(amount: string | undefined): string {
  return decimal(-(parts(amount ?? "") ?? 0n));
}

/** Left minus right as a decimal string; "" when either is not an amount. */
export function difference(left: string, right: string): string {
  const a = parts(left);
  const b = parts(right);
  return a === null || b === null ? "" : decimal(a - b);
}

export function isZero(amount: string | undefined): boolean {
  return !amount || parts(amount) === 0n;
}
