import { Link } from "@tanstack/react-router";

import { TabLinks } from "@/components/ui/tab-links";

import { logTabs, type LogsSearch } from "./search";
import { t } from "./words";

/** All of the log, or the part about orders, about stock, or what went wrong. */
export function LogsTabs({ active }: { active: LogsSearch["tab"] }) {
  return (
    <TabLinks label={t("parts")}>
      {[undefined, ...logTabs].map((tab) => (
        <Link
          key={tab ?? "all"}
          from="/logs"
          to="/logs"
          search={(old) => ({ ...old, tab, entry: undefined })}
          activeOptions={{ exact: true }}
          aria-current={tab === active ? "page" : undefined}
          preload={false}
        >
          {tab ? t(`tab.${tab}`) : t("all")}
        </Link>
      ))}
    </TabLinks>
  );
}
