import type { HeldView } from "@/lib/types";
import { isZero, money } from "@/lib/money";

/** "Rp 1,250,000 + $40.00": what orders are worth, each currency by itself. */
export function HeldMoney({ held }: { held: HeldView[] }) {
  const shown = held.filter(({ orders }) => orders > 0);
  const worth = heldMoney(shown);
  return worth === "" ? <span className="quiet">–</span> : <>{worth}</>;
}

/** What is known: a currency in which no order has an amount yet says nothing. */
export function heldMoney(held: HeldView[]): string {
  return held
    .filter(({ total }) => !isZero(total))
    .map(({ total, currency }) => money(total, currency))
    .join(" + ");
}
