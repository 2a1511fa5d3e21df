import type { ReactNode } from "react";

import { codeTone, codeWord, stageTone, stageWord, type Tone } from "@/lib/words";

import classes from "./badge.module.css";

/** A state in a word; colour only seconds it. Own styles, since the stock badges fall short of contrast in places. */
export function Badge({ tone, children, dot }: { tone: Tone; children: ReactNode; dot?: boolean }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      {dot && <span className={classes.dot} aria-hidden />}
      {children}
    </span>
  );
}

/** An outcome: always the number and the word. */
export function CodeBadge({ code, reason }: { code: number; reason?: string }) {
  return (
    <Badge tone={codeTone(code)}>
      <span className={classes.number}>{code}</span> {codeWord(code, reason)}
    </Badge>
  );
}

export function StageBadge({ stage }: { stage: string }) {
  return <Badge tone={stageTone(stage)}>{stageWord(stage)}</Badge>;
}

/** A small count beside a name. Draw it only where the number means something is waiting. */
export function CountPill({ n, label }: { n: number; label?: string }) {
  return (
    <span className={classes.count} title={label}>
      {n > 9999 ? "9999+" : n}
      {label && <span className="sr-only"> {label}</span>}
    </span>
  );
}
