import { useSuspenseQuery } from "@tanstack/react-query";

import { Problem } from "./problem";
import { sessionQuery } from "./queries";
import type { Session } from "./types";
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

/** Viewers look and do not touch; the hub refuses them, we do not tempt them. */
export function useMayOperate(): boolean {
  return useSession().user.role !== "viewer";
}

export function useIsOwner(): boolean {
  return useSession().user.role === "owner";
}
