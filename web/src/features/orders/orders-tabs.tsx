import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { TabLinks } from "@/components/ui/tab-links";
import { count, orderTabs, wordOf } from "@/lib/words";

import { tabsQuery } from "./api";
import { t } from "./words";

// The tabs in which every order waits for a person; their counts stand out.
const waiting = new Set(["pending", "errors"]);

export function OrdersTabs({ active, filtered }: { active: string; filtered: boolean }) {
  const all = useQuery(tabsQuery);
  // The counts are over all orders. Beside a filtered list they would be wrong, so they step back.
  const data = filtered ? undefined : all.data;
  const counts = new Map(data?.map(({ tab, count: n }) => [tab, n]));
  const sum = data?.reduce((n, tab) => n + tab.count, 0);
  return (
    <TabLinks label={t("by_state")}>
      {orderTabs.map((tab) => {
        const n = tab === "all" ? sum : data ? (counts.get(tab) ?? 0) : undefined;
        return (
          <Link
            key={tab}
            from="/orders"
            to="/orders"
            search={(old) => ({ ...old, tab, order: undefined })}
            activeOptions={{ exact: true }}
            aria-current={tab === active ? "page" : undefined}
            preload={false}
          >
            {wordOf("tab", tab)}
            {n !== undefined && (
              <span data-count data-waiting={(waiting.has(tab) && n > 0) || undefined}>
                {count(n)}
              </span>
            )}
          </Link>
        );
      })}
    </TabLinks>
  );
}
