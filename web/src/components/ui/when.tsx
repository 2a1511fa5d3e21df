import { ago, exactBoth } from "@/lib/dates";
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
