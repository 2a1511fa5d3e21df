import type { HeldView } from "@/lib/types";
import { money } from "@/lib/money";

/** "Rp 1,250,000 + $40.00": what orders are worth, each currency by itself. */
export function HeldMoney({ held }: { held: HeldView[] }) {
  const shown = held.filter(({ orders }) => orders > 0);
  return shown.length === 0 ? <span className="quiet">–</span> : <>{heldMoney(shown)}</>;
}

export function heldMoney(held: HeldView[]): string {
  return held.map(({ total, currency }) => money(total, currency)).join(" + ");
}
