import "@mantine/spotlight/styles.layer.css";

import { useDebouncedValue } from "@mantine/hooks";
import { createSpotlight, Spotlight } from "@mantine/spotlight";
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { FileText, Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import { CodeBadge, StageBadge } from "@/components/ui/badge";
import { ChannelIcon } from "@/components/ui/channel-icon";
import { api, unwrap } from "@/lib/api";
import { money } from "@/lib/money";
import { connectionsQuery } from "@/lib/queries";
import { useIsOwner, useMayOperate } from "@/lib/session";
import { documentPaths, orderTabs, shared, wordOf } from "@/lib/words";

import { t } from "./words";

const [store, spotlight] = createSpotlight();

/** Marks the first result, which Enter opens, and gives it. The library's own mark stays behind when results come after the typing. */
function selectFirst(list: HTMLElement | null): HTMLElement | undefined {
  const actions = [...(list?.querySelectorAll<HTMLElement>("[data-action]") ?? [])];
  for (const action of actions) delete action.dataset.selected;
  const [first] = actions;
  if (first) first.dataset.selected = "true";
  store.updateState((state) => ({ ...state, selected: first ? 0 : -1 }));
  return first;
}

interface Page {
  label: string;
  href: string;
}

/** The pages that this role may see. */
function pages(mayOperate: boolean, owner: boolean): Page[] {
  const under = (place: string, part: string) => t("page_of", { place, part });
  const settings = shared("place.settings");
  return [
    { label: shared("place.status"), href: "/status" },
    { label: shared("place.report"), href: "/report" },
    { label: shared("place.logs"), href: "/logs" },
    { label: shared("place.issues"), href: "/issues" },
    { label: under(shared("place.logs"), t("open_errors")), href: "/logs?errors_only=1&hide_resolved=1" },
    { label: shared("place.completeness"), href: "/completeness" },
    ...orderTabs.map((tab) => ({
      label: under(shared("place.orders"), wordOf("tab", tab)),
      href: `/orders?tab=${tab}`,
    })),
    ...[...documentPaths, "recycle-bin"].map((path) => ({
      label: under(shared("place.documents"), wordOf("documents", path)),
      href: `/documents/${path}`,
    })),
    { label: under(settings, t("account")), href: "/settings/account" },
    { label: under(settings, t("connections")), href: "/settings/connections" },
    { label: under(settings, shared("connect_a_shop")), href: "/settings/connections/new" },
    { label: under(settings, t("you")), href: "/settings/you" },
    { label: under(settings, t("messages")), href: "/settings/notices/sent" },
    ...(mayOperate ? forOperators() : []),
    ...(owner ? forOwners() : []),
  ];
}

function forOperators(): Page[] {
  const settings = shared("place.settings");
  return [
    { label: t("page_of", { place: settings, part: t("notices") }), href: "/settings/notices" },
    { label: t("page_of", { place: settings, part: t("webhooks") }), href: "/settings/webhooks" },
  ];
}

function forOwners(): Page[] {
  const settings = shared("place.settings");
  return [
    { label: t("page_of", { place: settings, part: t("people") }), href: "/settings/people" },
    { label: t("page_of", { place: settings, part: t("tokens") }), href: "/settings/tokens" },
    { label: t("page_of", { place: settings, part: t("audit") }), href: "/settings/audit" },
    { label: t("page_of", { place: settings, part: t("forget") }), href: "/settings/buyers" },
  ];
}

const findQuery = (q: string) =>
  queryOptions({
    queryKey: ["find", q],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/orders", { params: { query: { q, limit: 8 } }, signal })),
    enabled: q.length >= 2,
    placeholderData: keepPreviousData,
  });

const findIssuesQuery = (q: string) =>
  queryOptions({
    queryKey: ["find", "issues", q],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/issues", { params: { query: { q, limit: 5 } }, signal })),
    enabled: q.length >= 2,
    placeholderData: keepPreviousData,
  });

/** Finds pages by name, issues by their subject or cause, and orders by number, buyer or whatever the orders search takes. */
export default function CommandPalette({ onClose }: { onClose: () => void }) {
  const [query, setQuery] = useState("");
  const [asked] = useDebouncedValue(query.trim(), 200);
  const orders = useQuery(findQuery(asked));
  const issues = useQuery(findIssuesQuery(asked));
  const connections = useQuery(connectionsQuery);
  const list = useRef<HTMLDivElement>(null);
  // Enter was pressed before anything was found; what is found first is opened.
  const [hurried, setHurried] = useState(false);
  const navigate = useNavigate();
  const mayOperate = useMayOperate();
  const owner = useIsOwner();
  useEffect(() => {
    spotlight.open();
    return () => spotlight.close();
  }, []);

  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const found = pages(mayOperate, owner).filter((page) =>
    words.every((word) => page.label.toLowerCase().includes(word)),
  );
  const hits = asked.length >= 2 && query.trim().length >= 2 ? (orders.data?.items ?? []) : [];
  const causes = asked.length >= 2 && query.trim().length >= 2 ? (issues.data?.items ?? []) : [];
  const shops =
    words.length === 0
      ? []
      : (connections.data ?? []).filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  const go = (href: string) => {
    void navigate({ href });
  };

  // Results come after the typing, and above those that were there: the mark goes to the first of them.
  const settled = asked === query.trim() && !orders.isFetching && !issues.isFetching;
  const results = [...hits, ...causes, ...shops].map(({ id }) => id).join(" ");
  useEffect(() => {
    if (query.trim() === "") return;
    const first = selectFirst(list.current);
    if (!hurried || !settled) return;
    setHurried(false);
    first?.click();
  }, [query, results, hurried, settled]);

  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={onClose}
      shortcut={null}
      // Names the dialog for screen readers; app.css keeps the header it brings out of sight.
      title={t("find")}
      maxHeight={420}
      scrollable
      transitionProps={{ duration: 0 }}
    >
      <Spotlight.Search
        placeholder={t("find_placeholder")}
        aria-label={t("find")}
        leftSection={<Search size={16} aria-hidden />}
        onKeyDown={(event) => setHurried(event.key === "Enter" && !settled && found.length === 0)}
      />
      <Spotlight.ActionsList ref={list}>
        {hits.length > 0 && (
          <Spotlight.ActionsGroup label={shared("place.orders")}>
            {hits.map((order) => (
              <Spotlight.Action
                key={order.id}
                label={order.number || order.ref}
                description={`${order.connection_name} · ${order.buyer || t("no_buyer")} · ${money(order.total, order.currency)}`}
                leftSection={<ChannelIcon channel={order.channel} />}
                rightSection={<StageBadge stage={order.stage} />}
                onClick={() => go(`/orders/${order.id}`)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {causes.length > 0 && (
          <Spotlight.ActionsGroup label={shared("place.issues")}>
            {causes.map((issue) => (
              <Spotlight.Action
                key={issue.id}
                label={issue.message}
                description={`${issue.connection_name} · ${wordOf("issue_state", issue.state)}`}
                leftSection={<ChannelIcon channel={issue.channel} />}
                rightSection={<CodeBadge code={issue.code} reason={issue.reason} />}
                onClick={() => go(`/issues/${issue.id}`)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {shops.length > 0 && (
          <Spotlight.ActionsGroup label={t("connections")}>
            {shops.map((shop) => (
              <Spotlight.Action
                key={shop.id}
                label={shop.name}
                leftSection={<ChannelIcon channel={shop.channel} />}
                onClick={() => go(`/settings/connections/${shop.id}`)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {found.length > 0 && (
          <Spotlight.ActionsGroup label={t("pages")}>
            {found.map((page) => (
              <Spotlight.Action
                key={page.href}
                label={page.label}
                leftSection={<FileText size={16} aria-hidden />}
                onClick={() => go(page.href)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {hits.length === 0 && causes.length === 0 && shops.length === 0 && found.length === 0 && (
          <Spotlight.Empty>
            {orders.isFetching || issues.isFetching ? t("looking") : t("nothing_found")}
          </Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
