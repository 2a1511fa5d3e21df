import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { TabLinks } from "@/components/ui/tab-links";
import { issueStatesQuery, needyStates } from "@/lib/queries";
import { count } from "@/lib/words";

import { type IssueTab, issueTabs } from "./search";
import { t } from "./words";

type Counts = Record<string, number>;

function countOf(tab: IssueTab, counts: Counts): number {
  const states = tab === "all" ? Object.keys(counts) : tab === "needs_you" ? needyStates : [tab];
  return states.reduce((n, state) => n + (counts[state] ?? 0), 0);
}

export function IssuesTabs({ active, filtered }: { active: IssueTab; filtered: boolean }) {
  const { data } = useQuery(issueStatesQuery);
  // The counts are over all issues. Beside a filtered list they would be wrong, so they step back.
  const counts = filtered ? undefined : data;
  return (
    <TabLinks label={t("by_state")}>
      {issueTabs.map((tab) => {
        const n = counts && countOf(tab, counts);
        return (
          <Link
            key={tab}
            from="/issues"
            to="/issues"
            search={(old) => ({ ...old, tab, issue: undefined })}
            activeOptions={{ exact: true }}
            aria-current={tab === active ? "page" : undefined}
            preload={false}
          >
            {t(`tab.${tab}`)}
            {n !== undefined && (
              <span data-count data-waiting={(tab === "needs_you" && n > 0) || undefined}>
                {count(n)}
              </span>
            )}
          </Link>
        );
      })}
    </TabLinks>
  );
}
