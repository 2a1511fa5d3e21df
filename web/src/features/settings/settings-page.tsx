import { Link, type LinkProps, Outlet } from "@tanstack/react-router";

import { Page } from "@/components/ui/page";
import { useMay } from "@/lib/session";
import type { Role } from "@/lib/types";
import { useCurrentInView } from "@/lib/use-current-in-view";
import { shared } from "@/lib/words";

import classes from "./settings.module.css";
import { t } from "./words";

const places = [
  { to: "/settings/account", name: "account", role: "viewer" },
  { to: "/settings/you", name: "you", role: "viewer" },
  { to: "/settings/connections", name: "connections", role: "viewer" },
  { to: "/settings/notices", name: "notices", role: "operator" },
  { to: "/settings/notices/sent", name: "messages", role: "viewer" },
  { to: "/settings/people", name: "people", role: "owner" },
  { to: "/settings/tokens", name: "tokens", role: "owner" },
  { to: "/settings/webhooks", name: "webhooks", role: "operator" },
  { to: "/settings/audit", name: "audit", role: "owner" },
  { to: "/settings/buyers", name: "buyers", role: "owner" },
] as const satisfies readonly { to: LinkProps["to"]; name: string; role: Role }[];

type Place = (typeof places)[number];

/** The sections side by side with what is in them; only those that the role may see. */
export function SettingsPage() {
  const row = useCurrentInView<HTMLElement>();
  return (
    <Page title={shared("place.settings")}>
      <div className={classes.sides}>
        <nav ref={row} className={classes.nav} aria-label={shared("place.settings")}>
          {places.map((place) => (
            <PlaceLink key={place.to} {...place} />
          ))}
        </nav>
        <div className={classes.section}>
          <Outlet />
        </div>
      </div>
    </Page>
  );
}

function PlaceLink({ to, name, role }: Place) {
  if (!useMay(role)) return null;
  return (
    <Link to={to} activeOptions={{ exact: name === "notices" }} activeProps={{ "aria-current": "page" }}>
      {t(name)}
    </Link>
  );
}
