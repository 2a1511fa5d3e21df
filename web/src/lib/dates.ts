// Times come as RFC 3339 UTC. People read them relative, and exact in the shop's zone and in UTC.

const relative = new Intl.RelativeTimeFormat("en", { numeric: "always", style: "narrow" });

/** "12s ago", "in 4m", "3h ago", "6d ago"; beyond a month the day itself. */
export function ago(time: string, now: number, zone: string): string {
  const seconds = Math.round((Date.parse(time) - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 5) return "now";
  if (size < 60) return relative.format(seconds, "second");
  if (size < 3600) return relative.format(Math.trunc(seconds / 60), "minute");
  if (size < 2 * 86_400) return relative.format(Math.trunc(seconds / 3600), "hour");
  if (size < 31 * 86_400) return relative.format(Math.trunc(seconds / 86_400), "day");
  return day(time, zone);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    try {
      found = new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options });
    } catch {
      // A zone this browser does not know.
      found = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
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

/** "21 Nov 2026". */
export function day(time: string, zone: string): string {
  return formatter(zone, { day: "numeric", month: "short", year: "numeric" }).format(new Date(time));
}

/** "Sat 21 Nov" for a calendar day written YYYY-MM-DD. */
export function calendarDay(date: string): string {
  return formatter("UTC", { weekday: "short", day: "numeric", month: "short" }).format(new Date(`${date}T12:00:00Z`));
}

/** "850 ms", "2.4 s", "3 min 5 s". */
export function took(ms: number): string {
  if (ms < 1) return "< 1 ms";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** "every 5 min". */
export function every(seconds: number): string {
  if (seconds < 60) return `every ${seconds} s`;
  if (seconds < 3600) return `every ${Math.round(seconds / 60)} min`;
  return `every ${Math.round(seconds / 360) / 10} h`;
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

/** The half-open span [from, to] of whole days in the shop's zone, as the API takes it. */
export function span(from: string | undefined, to: string | undefined, zone: string): { from?: string; to?: string } {
  return {
    from: from ? startOfDay(from, zone) : undefined,
    to: to ? startOfDay(addDays(to, 1), zone) : undefined,
  };
}
