import { ago, clock, exactBoth } from "@/lib/dates";
import { useZone } from "@/lib/session";
import { useNow } from "@/lib/use-now";

/** A moment, relative; the exact one in the shop's zone and in UTC on hover. A plain title: a table has hundreds. */
export function When({ at, none = "–" }: { at: string | undefined; none?: string }) {
  const zone = useZone();
  const now = useNow();
  if (!at) return <span className="quiet">{none}</span>;
  return (
    <time dateTime={at} title={exactBoth(at, zone)} style={{ whiteSpace: "nowrap" }}>
      {ago(at, now, zone)}
    </time>
  );
}

/** A moment of a day that stands beside it, by the clock; all of it on hover. */
export function Clock({ at }: { at: string }) {
  const zone = useZone();
  return (
    <time dateTime={at} title={exactBoth(at, zone)} className="num">
      {clock(at, zone)}
    </time>
  );
}
