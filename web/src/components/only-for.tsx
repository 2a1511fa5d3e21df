import { Lock } from "lucide-react";
import type { ReactNode } from "react";

import { useMay, useSession } from "@/lib/session";
import type { Role } from "@/lib/types";
import { wordOf } from "@/lib/words";

import { EmptyState } from "./ui/states";
import { t } from "./words";

/** A part for a role and the ones above it. Who came by a link and may not see it is told who may. */
export function OnlyFor({ who, children }: { who: Exclude<Role, "viewer">; children: ReactNode }) {
  const { account, user } = useSession();
  if (useMay(who)) return children;
  return (
    <div className="card">
      <EmptyState icon={Lock} title={t(who === "owner" ? "only_owners" : "only_operators")}>
        {t("only_why", { role: wordOf("role", user.role), account: account.name })}
      </EmptyState>
    </div>
  );
}
