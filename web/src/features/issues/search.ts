import { flag, number, oneOf, text } from "@/lib/search";
import { z } from "@/lib/zod";

/** The tabs: a state, those that need a person (open or regressed), or all. */
export const issueTabs = ["needs_you", "regressed", "acknowledged", "snoozed", "resolved", "all"] as const;

export type IssueTab = (typeof issueTabs)[number];

export const issuesSearch = z.object({
  tab: oneOf(issueTabs),
  connection: text,
  code: number,
  reason: text,
  /** Member id, or me. */
  assignee: text,
  q: text,
  /** The issue in the drawer. */
  issue: text,
});

/** Of an issue's own page. */
export const issueSearch = z.object({
  /** Opens the first fix at once: where a button elsewhere says "fix". */
  fix: flag,
});

export type IssuesSearch = z.infer<typeof issuesSearch>;
export type IssuesFilter = Omit<IssuesSearch, "issue">;

export function filterOf({ issue, ...filter }: IssuesSearch): IssuesFilter {
  return filter;
}

/** Whether anything but the tab narrows the list. */
export function isFiltered({ tab, ...filter }: IssuesFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}
