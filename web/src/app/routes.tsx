import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, lazyRouteComponent, Outlet, redirect } from "@tanstack/react-router";
import { z } from "@/lib/zod";

import { auditSearch } from "@/features/audit/search";
import { completenessSearch, daySearch } from "@/features/completeness/search";
import { documentsSearch } from "@/features/documents/search";
import { issueSearch, issuesSearch } from "@/features/issues/search";
import { logsSearch } from "@/features/logs/search";
import { noticesSearch } from "@/features/notices/search";
import { ordersSearch } from "@/features/orders/search";
import { reportSearch } from "@/features/report/search";
import { statusSearch } from "@/features/status/search";
import { deliveriesSearch } from "@/features/webhooks/search";
import { speakFor } from "@/lib/choose-language";
import { sessionQuery } from "@/lib/queries";
import { text } from "@/lib/search";

import { NotFound, RouteError } from "./fallbacks";
import { Shell } from "./shell";

// Every page is a chunk of its own, loaded when a link to it is hovered or followed.

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: RouteError,
});

const index = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/status" });
  },
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  validateSearch: z.object({ token: text }),
  component: lazyRouteComponent(() => import("@/features/sign-in/welcome-page"), "WelcomePage"),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  // Only a path of our own: the address may come from anywhere.
  validateSearch: z.object({
    next: z
      .string()
      .regex(/^\/(?![/\\])/)
      .optional()
      .catch(undefined),
  }),
  component: lazyRouteComponent(() => import("@/features/sign-in/sign-in-page"), "SignInPage"),
});

// Everything behind sign-in.
const app = createRoute({
  getParentRoute: () => root,
  id: "app",
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: "/sign-in", search: { next: location.href } });
    await speakFor(session);
  },
  component: Shell,
  errorComponent: RouteError,
});

const status = createRoute({
  getParentRoute: () => app,
  path: "/status",
  validateSearch: statusSearch,
  component: lazyRouteComponent(() => import("@/features/status/status-page"), "StatusPage"),
});

const report = createRoute({
  getParentRoute: () => app,
  path: "/report",
  validateSearch: reportSearch,
  component: lazyRouteComponent(() => import("@/features/report/report-page"), "ReportPage"),
});

const logs = createRoute({
  getParentRoute: () => app,
  path: "/logs",
  validateSearch: logsSearch,
  component: lazyRouteComponent(() => import("@/features/logs/logs-page"), "LogsPage"),
});

const log = createRoute({
  getParentRoute: () => app,
  path: "/logs/$id",
  component: lazyRouteComponent(() => import("@/features/logs/log-page"), "LogPage"),
});

const issues = createRoute({
  getParentRoute: () => app,
  path: "/issues",
  validateSearch: issuesSearch,
  component: lazyRouteComponent(() => import("@/features/issues/issues-page"), "IssuesPage"),
});

const issue = createRoute({
  getParentRoute: () => app,
  path: "/issues/$id",
  validateSearch: issueSearch,
  component: lazyRouteComponent(() => import("@/features/issues/issue-page"), "IssuePage"),
});

const completeness = createRoute({
  getParentRoute: () => app,
  path: "/completeness",
  validateSearch: completenessSearch,
  component: lazyRouteComponent(() => import("@/features/completeness/completeness-page"), "CompletenessPage"),
});

const completenessDay = createRoute({
  getParentRoute: () => app,
  path: "/completeness/$connection/$day",
  validateSearch: daySearch,
  component: lazyRouteComponent(() => import("@/features/completeness/day-page"), "DayPage"),
});

const orders = createRoute({
  getParentRoute: () => app,
  path: "/orders",
  validateSearch: ordersSearch,
  component: lazyRouteComponent(() => import("@/features/orders/orders-page"), "OrdersPage"),
});

const order = createRoute({
  getParentRoute: () => app,
  path: "/orders/$id",
  component: lazyRouteComponent(() => import("@/features/orders/order-page"), "OrderPage"),
});

const documentsIndex = createRoute({
  getParentRoute: () => app,
  path: "/documents",
  beforeLoad: () => {
    throw redirect({ to: "/documents/$kind", params: { kind: "invoices" } });
  },
});

const documents = createRoute({
  getParentRoute: () => app,
  path: "/documents/$kind",
  validateSearch: documentsSearch,
  component: lazyRouteComponent(() => import("@/features/documents/documents-page"), "DocumentsPage"),
});

const settings = createRoute({
  getParentRoute: () => app,
  path: "/settings",
  component: lazyRouteComponent(() => import("@/features/settings/settings-page"), "SettingsPage"),
});

const settingsIndex = createRoute({
  getParentRoute: () => settings,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/settings/account" });
  },
});

const account = createRoute({
  getParentRoute: () => settings,
  path: "/account",
  component: lazyRouteComponent(() => import("@/features/settings/account-section"), "AccountSection"),
});

const you = createRoute({
  getParentRoute: () => settings,
  path: "/you",
  component: lazyRouteComponent(() => import("@/features/people/you-section"), "YouSection"),
});

const people = createRoute({
  getParentRoute: () => settings,
  path: "/people",
  component: lazyRouteComponent(() => import("@/features/people/people-section"), "PeopleSection"),
});

const tokens = createRoute({
  getParentRoute: () => settings,
  path: "/tokens",
  component: lazyRouteComponent(() => import("@/features/settings/tokens-section"), "TokensSection"),
});

const audit = createRoute({
  getParentRoute: () => settings,
  path: "/audit",
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import("@/features/audit/audit-section"), "AuditSection"),
});

const buyers = createRoute({
  getParentRoute: () => settings,
  path: "/buyers",
  validateSearch: z.object({ order: text }),
  component: lazyRouteComponent(() => import("@/features/buyers/buyers-section"), "BuyersSection"),
});

const notices = createRoute({
  getParentRoute: () => settings,
  path: "/notices",
  component: lazyRouteComponent(() => import("@/features/notices/rules-section"), "RulesSection"),
});

const noticesSent = createRoute({
  getParentRoute: () => settings,
  path: "/notices/sent",
  validateSearch: noticesSearch,
  component: lazyRouteComponent(() => import("@/features/notices/sent-section"), "SentSection"),
});

const webhooks = createRoute({
  getParentRoute: () => settings,
  path: "/webhooks",
  component: lazyRouteComponent(() => import("@/features/webhooks/webhooks-section"), "WebhooksSection"),
});

const webhook = createRoute({
  getParentRoute: () => settings,
  path: "/webhooks/$id",
  validateSearch: deliveriesSearch,
  component: lazyRouteComponent(() => import("@/features/webhooks/webhook-section"), "WebhookSection"),
});

const connections = createRoute({
  getParentRoute: () => settings,
  path: "/connections",
  component: lazyRouteComponent(() => import("@/features/connections/connections-section"), "ConnectionsSection"),
});

const connectionNew = createRoute({
  getParentRoute: () => settings,
  path: "/connections/new",
  validateSearch: z.object({ channel: text }),
  component: lazyRouteComponent(() => import("@/features/connections/new-connection-section"), "NewConnectionSection"),
});

const connection = createRoute({
  getParentRoute: () => settings,
  path: "/connections/$id",
  component: lazyRouteComponent(() => import("@/features/connections/connection-section"), "ConnectionSection"),
});

export const routeTree = root.addChildren([
  index,
  welcome,
  signIn,
  app.addChildren([
    status,
    report,
    logs,
    log,
    issues,
    issue,
    completeness,
    completenessDay,
    orders,
    order,
    documentsIndex,
    documents,
    settings.addChildren([
      settingsIndex,
      account,
      you,
      people,
      tokens,
      audit,
      buyers,
      notices,
      noticesSent,
      webhooks,
      webhook,
      connections,
      connectionNew,
      connection,
    ]),
  ]),
]);
