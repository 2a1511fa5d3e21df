import { getRouteApi, Link } from "@tanstack/react-router";

import { ConnectForm } from "@/components/connect-form";
import { Section } from "@/components/ui/page";
import { useIsOwner } from "@/lib/session";
import { shared } from "@/lib/words";

import classes from "./connections.module.css";
import { t } from "./words";

const route = getRouteApi("/app/settings/connections/new");

export function NewConnectionSection() {
  const { channel } = route.useSearch();
  const owner = useIsOwner();
  return (
    <Section
      title={shared("connect_a_shop")}
      aside={<Link to="/settings/connections">{shared("all_connections")}</Link>}
    >
      <div className={`card ${classes.form}`}>{owner ? <ConnectForm channel={channel} /> : t("owner_only")}</div>
    </Section>
  );
}
