import { ActionIcon, CloseButton, Tooltip, useMantineColorScheme } from "@mantine/core";
import { useComputedColorScheme } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, type LinkProps, useNavigate } from "@tanstack/react-router";
import {
  Activity,
  ChartColumn,
  FileText,
  LogOut,
  type LucideIcon,
  Moon,
  Package,
  ScrollText,
  Search,
  Settings,
  Sun,
  Unplug,
} from "lucide-react";

import { CountPill } from "@/components/ui/badge";
import { notifyProblem } from "@/components/ui/notify";
import { api, unwrap } from "@/lib/api";
import { statusQuery } from "@/lib/queries";
import { useSession } from "@/lib/session";
import type { Status } from "@/lib/types";

import { Brand } from "./brand";
import classes from "./rail.module.css";

interface Place {
  to: LinkProps["to"];
  label: string;
  icon: LucideIcon;
  /** How much waits there for a person, and what it is. */
  waiting?: (needs: Status["needs_you"]) => { n: number; what: string };
}

// Issues and Completeness go below Logs, Inventory and Listings below those, as they come.
const places: Place[] = [
  { to: "/status", label: "Status", icon: Activity },
  { to: "/report", label: "Report", icon: ChartColumn },
  {
    to: "/orders",
    label: "Orders",
    icon: Package,
    waiting: (needs) => ({ n: needs.held + needs.pending, what: "orders held or pending" }),
  },
  { to: "/documents", label: "Documents", icon: FileText },
  { to: "/logs", label: "Logs", icon: ScrollText, waiting: (needs) => ({ n: needs.errors, what: "open errors" }) },
  {
    to: "/settings",
    label: "Settings",
    icon: Settings,
    waiting: (needs) => ({ n: needs.no_access, what: "connections to reconnect" }),
  },
];

interface RailProps {
  live: boolean;
  onSearch: () => void;
  onCloseMenu: () => void;
}

export function Rail({ live, onSearch, onCloseMenu }: RailProps) {
  const { data } = useQuery(statusQuery);
  const { account } = useSession();
  return (
    <div className={classes.rail}>
      <div className={classes.top}>
        <Brand />
        <CloseButton hiddenFrom="sm" ml="auto" aria-label="Close the menu" onClick={onCloseMenu} />
      </div>
      <button type="button" className={classes.search} onClick={onSearch}>
        <Search size={15} aria-hidden />
        <span>Find</span>
        <kbd className={classes.kbd}>Ctrl K</kbd>
      </button>
      <ul className={classes.places}>
        {places.map(({ to, label, icon: Icon, waiting }) => {
          const wait = data && waiting ? waiting(data.needs_you) : undefined;
          return (
            <li key={to}>
              <Link to={to} className={classes.place} activeProps={{ "data-active": true, "aria-current": "page" }}>
                <Icon size={17} strokeWidth={1.8} aria-hidden />
                <span className={classes.label}>{label}</span>
                {wait && wait.n > 0 && <CountPill n={wait.n} label={wait.what} />}
              </Link>
            </li>
          );
        })}
      </ul>
      <div className={classes.bottom}>
        {!live && (
          <p className={classes.offline} role="status">
            <Unplug size={14} aria-hidden /> Live updates are off; trying again
          </p>
        )}
        <p className={classes.account} title={account.zone}>
          {account.name}
        </p>
        <Person />
      </div>
    </div>
  );
}

function Person() {
  const { user } = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const client = useQueryClient();
  const navigate = useNavigate();
  const signOut = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/session")),
    onSuccess: async () => {
      await navigate({ to: "/sign-in" });
      client.clear();
    },
    onError: notifyProblem,
  });
  const other = scheme === "dark" ? "light" : "dark";
  return (
    <div className={classes.person}>
      <span className={classes.who} title={`${user.email} (${user.role})`}>
        {user.name || user.email}
      </span>
      <Tooltip label={other === "dark" ? "Dark" : "Light"}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Switch to ${other} mode`}
          onClick={() => setColorScheme(other)}
        >
          {other === "dark" ? <Moon size={16} aria-hidden /> : <Sun size={16} aria-hidden />}
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Sign out">
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Sign out"
          loading={signOut.isPending}
          onClick={() => signOut.mutate()}
        >
          <LogOut size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
