import { Button } from "@mantine/core";

import type { BulkKind } from "@/lib/types";
import type { RowChoice } from "@/lib/use-choice";
import { shared, wordOf } from "@/lib/words";

import classes from "./bulk.module.css";
import { t } from "./words";

interface BulkBarProps {
  /** Spoken name of the bar. */
  label: string;
  /** "3 entries selected". */
  chosen: string;
  /** "Everything that matches the filters". */
  all: string;
  choice: RowChoice;
  kinds: readonly BulkKind[];
  onPick: (kind: BulkKind) => void;
}

/** What can be done with the rows that were ticked, or with all that match. */
export function BulkBar({ label, chosen, all, choice, kinds, onPick }: BulkBarProps) {
  if (choice.ids.length === 0) return null;
  return (
    <div role="toolbar" aria-label={label} className={classes.bar}>
      <strong>{choice.everything ? all : chosen}</strong>
      {!choice.everything && (
        <Button size="compact-sm" variant="light" onClick={choice.takeEverything}>
          {t("take_everything")}
        </Button>
      )}
      {kinds.map((kind) => (
        <Button key={kind} size="compact-sm" variant="default" onClick={() => onPick(kind)}>
          {wordOf("bulk", kind)}
        </Button>
      ))}
      <Button size="compact-sm" variant="subtle" onClick={choice.clear}>
        {shared("clear")}
      </Button>
    </div>
  );
}
