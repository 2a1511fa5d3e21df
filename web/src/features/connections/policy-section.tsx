import { Alert, Button, Group, Stack } from "@mantine/core";
import { hashKey, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";

import { notifyDone } from "@/components/ui/notify";
import { Section } from "@/components/ui/page";
import { ErrorState, ListSkeleton } from "@/components/ui/states";
import type { Tagged } from "@/lib/api";
import { asProblem } from "@/lib/problem";
import { useIsOwner } from "@/lib/session";
import type { Policy } from "@/lib/types";

import { policyQuery, previewDays, previewPolicy, savePolicy, startConnection } from "./api";
import classes from "./connections.module.css";
import { allRight, type MethodRow, methodsOf, rowsOf } from "./methods";
import { PolicyFields } from "./policy-fields";
import { Preview } from "./policy-preview";
import { t } from "./words";

/** What the shop chose: when an order becomes which document, and what happens when something is off. */
export function PolicySection({ connection, channel, paused, fresh }: Omit<PolicyFormProps, "stored">) {
  const { data, error, isPending, refetch } = useQuery(policyQuery(connection));
  return (
    <Section title={t("policy")}>
      <div className={`card ${classes.form}`}>
        {isPending ? (
          <ListSkeleton rows={4} label={t("loading_policy")} />
        ) : error && !data ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          data && <PolicyForm connection={connection} channel={channel} paused={paused} fresh={fresh} stored={data} />
        )}
      </div>
    </Section>
  );
}

const same = (a: Policy, b: Policy) => hashKey([a]) === hashKey([b]);

interface PolicyFormProps {
  connection: string;
  channel: string;
  /** It is read again when somebody says so, here as well. */
  paused: boolean;
  /** Nothing of the shop was read yet: with its policy it is started. */
  fresh: boolean;
  /** As it is at the hub now, as far as one knows. */
  stored: Tagged<Policy>;
}

function PolicyForm({ connection, channel, paused, fresh, stored }: PolicyFormProps) {
  // What the form was begun from. It is not overtaken by what comes from the hub while somebody types.
  const [base, setBase] = useState(stored);
  const [policy, setPolicy] = useState(stored.data);
  // Rows, and not the policy's own words: while one types, two may read alike.
  const [methods, setMethods] = useState(() => rowsOf(stored.data.payment_methods));
  const [tried, setTried] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  // The form is long, and its buttons are far from what is wrong.
  useEffect(() => {
    if (tried > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [tried]);
  const client = useQueryClient();
  const owner = useIsOwner();
  const begin = (from: Tagged<Policy>) => {
    setBase(from);
    setPolicy(from.data);
    setMethods(rowsOf(from.data.payment_methods));
    setTried(0);
  };
  const preview = useMutation({ mutationFn: () => previewPolicy(connection, policy) });
  const { queryKey } = policyQuery(connection);
  const save = useMutation({
    mutationFn: () => savePolicy(connection, policy, base.tag),
    onSuccess: async (saved) => {
      notifyDone(t("saved"));
      preview.reset();
      begin(saved);
      client.setQueryData(queryKey, saved);
      await client.invalidateQueries({ queryKey: ["connections", connection] });
    },
    onError: async (error) => {
      if (asProblem(error).status === 412) await client.invalidateQueries({ queryKey });
    },
  });
  const navigate = useNavigate();
  const start = useMutation({
    mutationFn: async () => {
      if (changed) await save.mutateAsync();
      await startConnection(connection);
    },
    onSuccess: async () => {
      await Promise.all([["status"], ["connections"]].map((key) => client.invalidateQueries({ queryKey: key })));
      await navigate({ to: "/status" });
    },
  });
  const changed = !same(policy, base.data);
  const overtaken = stored.tag !== base.tag;
  if (overtaken && !changed && !save.isPending) begin(stored); // nothing of one's own is lost
  const change = (part: Partial<Policy>) => {
    save.reset();
    start.reset();
    preview.reset();
    setPolicy((before) => ({ ...before, ...part }));
  };
  const changeMethods = (rows: MethodRow[]) => {
    setMethods(rows);
    change({ payment_methods: methodsOf(rows) });
  };
  const ready = () => {
    const right = allRight(methods);
    if (!right) setTried((n) => n + 1);
    return right;
  };
  const problems = [preview.error, save.error ?? start.error].filter((error) => error !== null).map(asProblem);
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (ready()) save.mutate();
      }}
    >
      <Stack gap="md">
        <p className={classes.intro}>{t(fresh ? "policy_first" : "policy_what")}</p>
        <PolicyFields
          channel={channel}
          policy={policy}
          methods={methods}
          disabled={!owner}
          tried={tried > 0}
          refused={Object.assign({}, ...problems.map(({ fields }) => fields)) as Record<string, string>}
          onChange={change}
          onMethods={changeMethods}
        />
        {preview.data && <Preview preview={preview.data} />}
        {overtaken && changed && (
          <Alert color="orange" role="alert" title={t("overtaken")}>
            <Stack gap="xs" align="flex-start">
              {t("overtaken_what")}
              <Button
                size="xs"
                variant="default"
                onClick={() => {
                  save.reset();
                  preview.reset();
                  begin(stored);
                }}
              >
                {t("load_newer")}
              </Button>
            </Stack>
          </Alert>
        )}
        {problems
          .filter(({ status }) => status !== 412 || !overtaken)
          .map((problem, i) => (
            <Alert key={i} color="red" role="alert" title={problem.title}>
              {problem.detail}
            </Alert>
          ))}
        {owner && (
          <Group>
            {paused && (
              <Button loading={start.isPending} disabled={overtaken} onClick={() => ready() && start.mutate()}>
                {t(fresh ? "start" : "resume")}
              </Button>
            )}
            <Button
              type="submit"
              variant={paused ? "default" : "filled"}
              loading={save.isPending && !start.isPending}
              disabled={!changed || overtaken}
            >
              {t("save")}
            </Button>
            <Button variant="default" loading={preview.isPending} onClick={() => ready() && preview.mutate()}>
              {fresh ? t("preview_run_newest") : t("preview_run", { count: previewDays })}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
