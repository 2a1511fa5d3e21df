import { ActionIcon, Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Maximize2 } from "lucide-react";

import { SidePanel } from "@/components/ui/side-panel";
import { calendarDay } from "@/lib/dates";
import { shared } from "@/lib/words";

import classes from "./completeness.module.css";
import { DayDetails } from "./day-details";
import { cellId } from "./grid";
import type { Kind } from "./search";
import { t } from "./words";

interface DayDrawerProps {
  connection: string;
  name: string;
  day: string;
  kind: Kind | undefined;
  onClose: () => void;
}

/** One cell beside the grid. */
export function DayDrawer({ connection, name, day, kind, onClose }: DayDrawerProps) {
  return (
    <SidePanel
      label={t("ledger_day")}
      of={cellId(connection, day)}
      onClose={onClose}
      title={
        <h2 className={classes.drawerTitle}>
          {name} <span className="quiet">{calendarDay(day)}</span>
        </h2>
      }
      actions={
        <Tooltip label={shared("full_page")}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={shared("full_page")}
            renderRoot={(props) => (
              <Link to="/completeness/$connection/$day" params={{ connection, day }} search={{ kind }} {...props} />
            )}
          >
            <Maximize2 size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      }
    >
      <DayDetails
        connection={connection}
        day={day}
        kind={kind}
        tab={(one, current, children) => (
          <Link
            from="/completeness"
            to="/completeness"
            search={(old) => ({ ...old, kind: one })}
            replace
            resetScroll={false}
            preload={false}
            aria-current={current ? "page" : undefined}
          >
            {children}
          </Link>
        )}
      />
    </SidePanel>
  );
}
