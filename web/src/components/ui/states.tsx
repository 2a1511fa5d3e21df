import { Button, Skeleton } from "@mantine/core";
import { CloudOff, type LucideIcon, RotateCw, SearchX } from "lucide-react";
import type { ReactNode } from "react";

import { t } from "@/components/words";
import { asProblem } from "@/lib/problem";

import classes from "./states.module.css";

interface EmptyProps {
  icon?: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** Nothing is here yet, and why that is fine or what to do about it. */
export function EmptyState({ icon: Icon, title, children, action }: EmptyProps) {
  return (
    <div className={classes.state}>
      {Icon && <Icon size={30} strokeWidth={1.5} aria-hidden className={classes.icon} />}
      <p className={classes.title}>{title}</p>
      {children && <div className={classes.text}>{children}</div>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}

/** There is something, but none of it fits the filters. */
export function NothingMatches({ title, onClear }: { title: string; onClear: () => void }) {
  return (
    <EmptyState
      icon={SearchX}
      title={title}
      action={
        <Button variant="default" size="xs" onClick={onClear}>
          {t("clear_filters")}
        </Button>
      }
    >
      {t("loosen")}
    </EmptyState>
  );
}

/** A request failed: what, why, and a way on. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = asProblem(error);
  return (
    <div className={classes.state} role="alert">
      <CloudOff size={30} strokeWidth={1.5} aria-hidden className={classes.icon} />
      <p className={classes.title}>
        {problem.title}
        {problem.status > 0 && <span className="quiet"> ({problem.status})</span>}
      </p>
      {problem.detail && <div className={classes.text}>{problem.detail}</div>}
      {onRetry && (
        <div className={classes.action}>
          <Button variant="default" size="xs" leftSection={<RotateCw size={14} aria-hidden />} onClick={onRetry}>
            {t("try_again")}
          </Button>
        </div>
      )}
    </div>
  );
}

/** The shape of a list that is on its way. */
export function ListSkeleton({ rows = 8, label = t("loading") }: { rows?: number; label?: string }) {
  return (
    <div className={classes.skeleton} role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, i) => (
        <Skeleton key={i} height={18} width={`${96 - ((i * 17) % 30)}%`} radius="sm" />
      ))}
    </div>
  );
}

export function BlockSkeleton({ height, label = t("loading") }: { height: number; label?: string }) {
  return (
    <div role="status" aria-label={label}>
      <Skeleton height={height} radius="md" />
    </div>
  );
}
