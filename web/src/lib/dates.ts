// Times come as RFC 3339 UTC. People read them relative, and exact in the shop's zone and in UTC.

import { language, languages } from "./language";
import { shared } from "./words";

// Not by Intl.RelativeTimeFormat: its narrow Indonesian has "6 h" for six days, and its long one is too wide for a column.
function relative(n: number, unit: "second" | "minute" | "hour" | "day"): string {
  return n < 0 ? shared(`ago.${unit}`, { n: -n }) : shared(`ahead.${unit}`, { n });
}

/** "12s ago", "in 4m", "3h ago", "6d ago"; beyond a month the day itself. */
export function ago(time: string, now: number, zone: string): string {
  const seconds = Math.round((Date.parse(time) - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 5) return shared("now");
  if (size < 60) return relative(seconds, "second");
  if (size < 3600) return relative(Math.trunc(seconds / 60), "minute");
  if (size < 2 * 86_400) return relative(Math.trunc(seconds / 3600), "hour");
  if (size < 31 * 86_400) return relative(Math.trunc(seconds / 86_400), "day");
  return day(time, zone);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const { dates } = languages[language()];
  const key = dates + zone + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    try {
      found = new Intl.DateTimeFormat(dates, { timeZone: zone, ...options });
    } catch {
      // A zone this browser does not know.
      found = new Intl.DateTimeFormat(dates, { timeZone: "UTC", ...options });
    }
    formats.set(key, found);
  }
  return found;
}

const toSecond: Intl.DateTimeFormatOptions = {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
};

/** "Sat, 21 Nov 2026, 21:14:05". */
export function exact(time: string, zone: string): string {
  return formatter(zone, toSecond).format(new Date(time));
}

/** Both readings, for the hover: the shop's clock first, UTC below. */
export function exactBoth(time: string, zone: string): string {
  const utc = `${exact(time, "UTC")} UTC`;
  return zone === "UTC" ? utc : `${exact(time, zone)} (${zone})\n${utc}`;
}

/** "21 Nov, 21:14". */
export function short(time: string, zone: string): string {
  return formatter(zone, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(new Date(time));
}

/** "21:14:05": for two moments close together, which read alike when they are relative. */
export function clock(time: string, zone: string): string {
  return formatter(zone, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(new Date(time));
}

/** "21 Nov 2026". */
export function day(time: string, zone: string): string {
  return formatter(zone, { day: "numeric", month: "short", year: "numeric" }).format(new Date(time));
}

/** "Sat 21 Nov" for a calendar day written YYYY-MM-DD. */
export function calendarDay(date: string): string {
  return formatter("UTC", { weekday: "short", day: "numeric", month: "short" }).format(new Date(`${date}T12:00:00Z`));
}

function figure(n: number, decimals = 0): string {
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping: false };
  return new Intl.NumberFormat(languages[language()].numbers, digits).format(n);
}

/** "850 ms", "2.4 s", "3 min 5 s". */
export function took(ms: number): string {
  if (ms < 1) return shared("took.instant");
  if (ms < 1000) return shared("took.milliseconds", { n: figure(ms) });
  if (ms < 60_000) return shared("took.seconds", { n: figure(ms / 1000, 1) });
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return shared("took.minutes", { minutes: Math.floor(seconds / 60), seconds: seconds % 60 });
  return shared("took.hours", { hours: Math.floor(seconds / 3600), minutes: Math.floor((seconds % 3600) / 60) });
}

/** "every 5 min". */
export function every(seconds: number): string {
  if (seconds < 60) return shared("every.seconds", { n: seconds });
  if (seconds < 3600) return shared("every.minutes", { n: Math.round(seconds / 60) });
  const tenths = Math.round(seconds / 360);
  return shared("every.hours", { n: figure(tenths / 10, tenths % 10 === 0 ? 0 : 1) });
}

/** The calendar day (YYYY-MM-DD) on the shop's wall at that moment. */
export function dateIn(zone: string, at: number): string {
  // The Swedish way of writing a date is ISO 8601.
  try {
    return new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(at);
  } catch {
    return new Date(at).toISOString().slice(0, 10);
  }
}

export function addDays(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

/** Minutes that the zone's wall clock is ahead of UTC at that moment. */
function offsetMinutes(zone: string, at: number): number {
  const found = Object.fromEntries(
    formatter(zone, {
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    })
      .formatToParts(at)
      .map((p) => [p.type, Number(p.value)]),
  );
  const wall = Date.UTC(
    found.year ?? 1970,
    (found.month ?? 1) - 1,
    found.day ?? 1,
    found.hour ?? 0,
    found.minute ?? 0,
    found.second ?? 0,
  );
  return Math.round((wall - at) / 60_000);
}

/** The moment at which a calendar day begins on the shop's wall, as RFC 3339 UTC. */
export function startOfDay(date: string, zone: string): string {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  // Twice: on the day of a clock change the first guess may stand on the wrong side of it.
  let at = midnight - offsetMinutes(zone, midnight) * 60_000;
  at = midnight - offsetMinutes(zone, at) * 60_000;
  return new Date(at).toISOString().replace(".000Z", "Z");
}

/** startOfDay written in the shop's own offset, so that whoever reads no more than its date reads the day that was meant. */
export function startOfDayThere(date: string, zone: string): string {
  const minutes = offsetMinutes(zone, Date.parse(startOfDay(date, zone)));
  const two = (n: number) => String(Math.floor(n)).padStart(2, "0");
  const ahead = Math.abs(minutes);
  return `${date}T00:00:00${minutes < 0 ? "-" : "+"}${two(ahead / 60)}:${two(ahead % 60)}`;
}

/** The half-open span [from, to] of whole days in the shop's zone, as the API takes it. */
export function span(from: string | undefined, to: string | undefined, zone: string): { from?: string; to?: string } {
  return {
    from: from ? startOfDay(from, zone) : undefined,
    to: to ? startOfDay(addDays(to, 1), zone) : undefined,
  };
}
