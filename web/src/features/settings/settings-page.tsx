import { Link, Outlet } from "@tanstack/react-router";

import { Page } from "@/components/ui/page";
import { TabLinks } from "@/components/ui/tab-links";

const tabs = [
  { to: "/settings/account", label: "Account" },
  { to: "/settings/connections", label: "Connections" },
  { to: "/settings/tokens", label: "API tokens" },
] as const;

export function SettingsPage() {
  return (
    <Page title="Settings">
      <TabLinks label="Settings">
        {tabs.map(({ to, label }) => (
          <Link key={to} to={to} activeProps={{ "aria-current": "page" }}>
            {label}
          </Link>
        ))}
      </TabLinks>
      <Outlet />
    </Page>
  );
}
