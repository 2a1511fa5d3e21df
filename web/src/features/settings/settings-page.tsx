import { Link, Outlet } from "@tanstack/react-router";

import { Page } from "@/components/ui/page";
import { TabLinks } from "@/components/ui/tab-links";
import { shared } from "@/lib/words";

import { t } from "./words";

const tabs = [
  { to: "/settings/account", name: "account" },
  { to: "/settings/connections", name: "connections" },
  { to: "/settings/tokens", name: "tokens" },
] as const;

export function SettingsPage() {
  return (
    <Page title={shared("place.settings")}>
      <TabLinks label={shared("place.settings")}>
        {tabs.map(({ to, name }) => (
          <Link key={to} to={to} activeProps={{ "aria-current": "page" }}>
            {t(name)}
          </Link>
        ))}
      </TabLinks>
      <Outlet />
    </Page>
  );
}
