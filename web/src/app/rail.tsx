import { ActionIcon, CloseButton, Tooltip, useMantineColorScheme } from "@mantine/core";
import { useComputedColorScheme } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, type LinkProps, useNavigate } from "@tanstack/react-router";
import {
  Activity,
  ChartColumn,
  CircleAlert,
  ClipboardCheck,
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
import { LanguageSwitch } from "@/components/language-switch";
import { notifyProblem } from "@/components/ui/notify";
import { api, unwrap } from "@/lib/api";
import { issueStatesQuery, needyStates, statusQuery } from "@/lib/queries";
import { useSession } from "@/lib/session";
import type { Status } from "@/lib/types";
import { shared, wordOf } from "@/lib/words";

import { AtWork } from "./at-work";
import { Brand } from "./brand";
import classes from "./rail.module.css";
import { t } from "./words";

/** What needs a person, as far as it is known; `issues` are those open or regressed. */
type Waits = Status["needs_you"] & { issues: number };

interface Place {
  to: LinkProps["to"];
  name: "status" | "report" | "orders" | "documents" | "logs" | "issues" | "completeness" | "settings";
  icon: LucideIcon;
  /** How much waits there for a person, and what it is. */
  waiting?: (waits: Waits) => {
    n: number;
    what:
      "waiting_orders" | "waiting_pending" | "waiting_errors" | "waiting_issues" | "waiting_days" | "waiting_access";
    /** Narrows the place to exactly what is counted. */
    search?: LinkProps["search"];
  };
}

// Inventory and Listings go below Completeness, as they come.
const places: Place[] = [
  { to: "/status", name: "status", icon: Activity },
  { to: "/report", name: "report", icon: ChartColumn },
  {
    to: "/orders",
    name: "orders",
    icon: Package,
    // What is held comes first: it waits for an answer or a change, not just for a nod.
    waiting: (needs) =>
      needs.held > 0
        ? { n: needs.held, what: "waiting_orders", search: { tab: "all", held: true } }
        : { n: needs.pending, what: "waiting_pending", search: { tab: "pending" } },
  },
  { to: "/documents", name: "documents", icon: FileText },
  {
    to: "/logs",
    name: "logs",
    icon: ScrollText,
    waiting: (needs) => ({
      n: needs.errors,
      what: "waiting_errors",
      search: { tab: "errors", hide_resolved: true },
    }),
  },
  {
    to: "/issues",
    name: "issues",
    icon: CircleAlert,
    waiting: (waits) => ({ n: waits.issues, what: "waiting_issues" }),
  },
  {
    to: "/completeness",
    name: "completeness",
    icon: ClipboardCheck,
    waiting: (waits) => ({ n: waits.unproven, what: "waiting_days" }),
  },
  {
    to: "/settings",
    name: "settings",
    icon: Settings,
    waiting: (needs) => ({ n: needs.no_access, what: "waiting_access" }),
  },
];

interface RailProps {
  live: boolean;
  onSearch: () => void;
  onCloseMenu: () => void;
}

export function Rail({ live, onSearch, onCloseMenu }: RailProps) {
  const { data } = useQuery(statusQuery);
  const { data: states } = useQuery(issueStatesQuery);
  const issues = needyStates.reduce((n, state) => n + (states?.[state] ?? 0), 0);
  const { account } = useSession();
  return (
    <div className={classes.rail}>
      <div className={classes.top}>
        <Brand />
        <CloseButton hiddenFrom="sm" ml="auto" aria-label={t("close_menu")} onClick={onCloseMenu} />
      </div>
      <button type="button" className={classes.search} onClick={onSearch}>
        <Search size={15} aria-hidden />
        <span>{t("find_short")}</span>
        <kbd className={classes.kbd}>Ctrl K</kbd>
      </button>
      <ul className={classes.places}>
        {places.map(({ to, name, icon: Icon, waiting }) => {
          const wait = data && waiting ? waiting({ ...data.needs_you, issues }) : undefined;
          return (
            <li key={to}>
              <Link
                to={to}
                search={wait && wait.n > 0 ? wait.search : undefined}
                activeOptions={{ includeSearch: false }}
                className={classes.place}
                activeProps={{ "data-active": true, "aria-current": "page" }}
              >
                <Icon size={17} strokeWidth={1.8} aria-hidden />
                <span className={classes.label}>{shared(`place.${name}`)}</span>
                {wait && wait.n > 0 && <CountPill n={wait.n} label={t(wait.what)} />}
              </Link>
            </li>
          );
        })}
      </ul>
      <AtWork />
      <div className={classes.bottom}>
        {!live && (
          <p className={classes.offline} role="status">
            <Unplug size={14} aria-hidden /> {t("offline")}
          </p>
        )}
        <p className={classes.account} title={account.zone}>
          {account.name}
        </p>
        <Person />
        <LanguageSwitch signedIn />
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
      <span className={classes.who} title={`${user.email} (${wordOf("role", user.role)})`}>
        {user.name || user.email}
      </span>
      <Tooltip label={other === "dark" ? t("dark") : t("light")}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={other === "dark" ? t("to_dark") : t("to_light")}
          onClick={() => setColorScheme(other)}
        >
          {other === "dark" ? <Moon size={16} aria-hidden /> : <Sun size={16} aria-hidden />}
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t("sign_out")}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("sign_out")}
          loading={signOut.isPending}
          onClick={() => signOut.mutate()}
        >
          <LogOut size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
