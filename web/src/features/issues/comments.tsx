import { Button, Group, Stack, Textarea } from "@mantine/core";
import { useState } from "react";

import { ProblemAlert } from "@/components/problem-alert";
import { When } from "@/components/ui/when";
import type { IssueDetail } from "@/lib/types";

import { useChangeIssue } from "./actions";
import classes from "./issues.module.css";
import { t } from "./words";

/** What people said about an issue, oldest first, and a place to say more. */
export function Comments({ issue, mayWrite }: { issue: IssueDetail; mayWrite: boolean }) {
  return (
    <>
      {issue.comments.length === 0 ? (
        <p className="quiet">{t("no_comment")}</p>
      ) : (
        <ol className={classes.comments} aria-label={t("comments")}>
          {issue.comments.map((comment) => (
            <li key={comment.id} className={classes.comment}>
              <strong>{comment.by}</strong>{" "}
              <span className="quiet">
                <When at={comment.at} />
              </span>
              <p className={classes.text}>{comment.text}</p>
            </li>
          ))}
        </ol>
      )}
      {mayWrite && <Write issue={issue.id} />}
    </>
  );
}

function Write({ issue }: { issue: string }) {
  const [text, setText] = useState("");
  const change = useChangeIssue(issue, true);
  const submit = (event: React.SubmitEvent) => {
    event.preventDefault();
    if (text.trim()) change.mutate({ do: "comment", text: text.trim() }, { onSuccess: () => setText("") });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <Textarea
          aria-label={t("comment")}
          placeholder={t("comment_placeholder")}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autosize
          minRows={2}
          maxLength={4000}
        />
        <ProblemAlert error={change.error} />
        <Group justify="flex-end">
          <Button size="xs" variant="default" type="submit" loading={change.isPending} disabled={!text.trim()}>
            {t("write_comment")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
