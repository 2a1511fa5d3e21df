import { Button, Group, NativeSelect } from "@mantine/core";
import { Check, Clock, Eye, Undo2 } from "lucide-react";
import { useState } from "react";

import { BulkDialog } from "@/components/bulk-dialog";
import { useSession } from "@/lib/session";
import type { IssueDetail } from "@/lib/types";

import { useChangeIssue } from "./actions";
import { resolveIssue } from "./api";
import { usePeople } from "./issues-filters";
import { SnoozeDialog } from "./snooze";
import { t } from "./words";

/** Who takes care of it, and whether it may be loud. */
export function IssueActions({ issue }: { issue: IssueDetail }) {
  const [asking, setAsking] = useState<"snooze" | "resolve">();
  const change = useChangeIssue(issue.id);
  const needy = issue.state === "open" || issue.state === "regressed";
  const over = issue.state === "resolved";
  return (
    <Group gap="xs" align="flex-end">
      {needy && (
        <Button
          size="xs"
          variant="default"
          leftSection={<Eye size={15} aria-hidden />}
          title={t("acknowledge_what")}
          disabled={change.isPending}
          onClick={() => change.mutate({ do: "acknowledge" })}
        >
          {t("acknowledge")}
        </Button>
      )}
      {!over && (
        <>
          <Button
            size="xs"
            variant="default"
            leftSection={<Clock size={15} aria-hidden />}
            onClick={() => setAsking("snooze")}
          >
            {t("snooze")}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<Check size={15} aria-hidden />}
            onClick={() => setAsking("resolve")}
          >
            {t("resolve")}
          </Button>
        </>
      )}
      {!needy && (
        <Button
          size="xs"
          variant="default"
          leftSection={<Undo2 size={15} aria-hidden />}
          title={t("reopen_what")}
          disabled={change.isPending}
          onClick={() => change.mutate({ do: "reopen" })}
        >
          {t("reopen")}
        </Button>
      )}
      <Assignee issue={issue} />
      {asking === "snooze" && <SnoozeDialog issue={issue.id} onClose={() => setAsking(undefined)} />}
      {asking === "resolve" && (
        <BulkDialog
          request={{ kind: "resolve", entries: { issue: issue.id, hide_resolved: true } }}
          start={() => resolveIssue(issue.id, "")}
          title={t("resolve")}
          what={t("resolve_what")}
          onClose={() => setAsking(undefined)}
        />
      )}
    </Group>
  );
}

function Assignee({ issue }: { issue: IssueDetail }) {
  const { user } = useSession();
  const change = useChangeIssue(issue.id);
  const people = usePeople();
  const value = issue.assignee === user.id ? "me" : (issue.assignee ?? "");
  // Somebody whom this reader may not list is still shown.
  const known = value === "" || people.some((person) => person.value === value);
  return (
    <NativeSelect
      size="xs"
      aria-label={t("assignee")}
      value={value}
      disabled={change.isPending}
      onChange={(event) => change.mutate({ do: "assign", member: event.currentTarget.value })}
      data={[
        { value: "", label: t("nobody") },
        ...people,
        ...(known ? [] : [{ value, label: issue.assignee_name ?? value }]),
      ]}
    />
  );
}
