import { getRouteApi, Link } from "@tanstack/react-router";

import { ConnectForm } from "@/components/connect-form";
import { Section } from "@/components/ui/page";
import { useIsOwner } from "@/lib/session";

import classes from "./connections.module.css";

const route = getRouteApi("/app/settings/connections/new");

export function NewConnectionSection() {
  const { channel } = route.useSearch();
  const owner = useIsOwner();
  return (
    <Section title="Connect a shop" aside={<Link to="/settings/connections">All connections</Link>}>
      <div className={`card ${classes.form}`}>
        {owner ? <ConnectForm channel={channel} /> : "Only an owner of the account can connect a shop."}
      </div>
    </Section>
  );
}
