import { Alert } from "@mantine/core";

import { asProblem } from "@/lib/problem";

/** What the hub said against a request, in a form or a dialog; nothing when it said nothing. */
export function ProblemAlert({ error }: { error: unknown }) {
  if (!error) return null;
  const { title, detail } = asProblem(error);
  return (
    <Alert color="red" role="alert" title={title}>
      {detail}
    </Alert>
  );
}
