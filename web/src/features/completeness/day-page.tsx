import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";

import { Page } from "@/components/ui/page";
import { calendarDay } from "@/lib/dates";
import { connectionsQuery } from "@/lib/queries";

import { DayDetails } from "./day-details";
import { t } from "./words";

const route = getRouteApi("/app/completeness/$connection/$day");

/** One day of one shop on a page of its own: the address to send to a colleague. */
export function DayPage() {
  const { connection, day } = route.useParams();
  const { kind } = route.useSearch();
  const { data } = useQuery(connectionsQuery);
  const name = data?.find((one) => one.id === connection)?.name ?? t("ledger_day");
  return (
    <Page title={`${name}, ${calendarDay(day)}`} aside={<Link to="/completeness">{t("all_days")}</Link>}>
      <div className="card" style={{ padding: "1.25rem", maxWidth: "64rem" }}>
        <DayDetails
          connection={connection}
          day={day}
          kind={kind}
          tab={(one, current, children) => (
            <Link
              to="/completeness/$connection/$day"
              params={{ connection, day }}
              search={{ kind: one }}
              replace
              resetScroll={false}
              preload={false}
              aria-current={current ? "page" : undefined}
            >
              {children}
            </Link>
          )}
        />
      </div>
    </Page>
  );
}
