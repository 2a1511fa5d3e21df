import { useSuspenseQuery } from "@tanstack/react-query";

import { Problem } from "./problem";
import { sessionQuery } from "./queries";
import type { Role, Session } from "./types";
import { shared } from "./words";

/** Who is signed in. Only for pages behind sign-in, whose route has loaded it. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery);
  if (!data) throw new Problem(401, shared("problem.401"), "");
  return data;
}

export function useZone(): string {
  return useSession().account.zone || "UTC";
}

/** Each role may do what the ones before it may. */
const roleOrder: readonly Role[] = ["viewer", "operator", "owner"];

/** Whether the one who is signed in has this role or a higher one. */
export function useMay(role: Role): boolean {
  return roleOrder.indexOf(useSession().user.role) >= roleOrder.indexOf(role);
}

/** Viewers look and do not touch; the hub refuses them, we do not tempt them. */
export function useMayOperate(): boolean {
  return useMay("operator");
}

export function useIsOwner(): boolean {
  return useMay("owner");
}
