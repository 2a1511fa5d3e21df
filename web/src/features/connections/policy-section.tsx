import { Alert, Button, Group, NumberInput, Select, Stack, Switch, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { notifyDone } from "@/components/ui/notify";
import { Section } from "@/components/ui/page";
import { ErrorState, ListSkeleton } from "@/components/ui/states";
import { asProblem } from "@/lib/problem";
import { useIsOwner } from "@/lib/session";
import type { Policy } from "@/lib/types";

import { policyQuery, savePolicy } from "./api";
import classes from "./connections.module.css";

/** What the shop chose: when an order becomes which document, and what happens when something is off. */
export function PolicySection({ connection }: { connection: string }) {
  const { data, error, isPending, refetch } = useQuery(policyQuery(connection));
  return (
    <Section title="Policy">
      <div className={`card ${classes.form}`}>
        {isPending ? (
          <ListSkeleton rows={4} label="Loading the policy" />
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <PolicyForm connection={connection} stored={data} />
        )}
      </div>
    </Section>
  );
}

type Words<T extends string> = { value: T; label: string }[];

const dropInto: Words<Policy["drop_into"]> = [
  { value: "invoice", label: "An invoice" },
  { value: "sales_order", label: "A sales order, until it is shipped" },
];
const paymentAt: Words<Policy["payment_at"]> = [
  { value: "paid", label: "The channel says paid" },
  { value: "completed", label: "The buyer has accepted the order" },
];
const returns: Words<Policy["returns"]> = [
  { value: "manual", label: "Ask a person" },
  { value: "credit_note", label: "Write a credit note" },
];
const unmapped: Words<Policy["unmapped_sku"]> = [
  { value: "create", label: "Make it in the books" },
  { value: "hold", label: "Hold the order until it is linked" },
  { value: "default", label: "Book it on the default SKU" },
];
const modes: Words<Policy["order_download_mode"]> = [
  { value: "auto_invoice", label: "Orders the channel has not invoiced yet" },
  { value: "wait_for_invoice", label: "Only orders the channel has invoiced" },
];

function PolicyForm({ connection, stored }: { connection: string; stored: Policy }) {
  const [policy, setPolicy] = useState(stored);
  const client = useQueryClient();
  const owner = useIsOwner();
  const save = useMutation({
    mutationFn: () => savePolicy(connection, policy),
    onSuccess: async () => {
      notifyDone("The policy counts from the next order on");
      await client.invalidateQueries({ queryKey: ["connections", connection] });
    },
  });
  const change = (part: Partial<Policy>) => {
    save.reset();
    setPolicy((before) => ({ ...before, ...part }));
  };
  const choose = <K extends keyof Policy>(name: K, words: Words<Policy[K] & string>) => ({
    data: words,
    value: policy[name] as string,
    allowDeselect: false,
    disabled: !owner,
    onChange: (value: string | null) => value && change({ [name]: value }),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="sm">
        <Switch
          label="Process orders by themselves"
          description="Off: orders wait as pending until a person lets them through."
          checked={policy.auto_process}
          disabled={!owner}
          onChange={(event) => change({ auto_process: event.currentTarget.checked })}
        />
        <Select label="A paid order becomes" {...choose("drop_into", dropInto)} />
        <Select label="An invoice becomes paid when" {...choose("payment_at", paymentAt)} />
        <Select label="On a return or refund" {...choose("returns", returns)} />
        <Select label="A SKU that the books do not know" {...choose("unmapped_sku", unmapped)} />
        {policy.unmapped_sku === "default" && (
          <TextInput
            label="Default SKU"
            value={policy.default_sku ?? ""}
            disabled={!owner}
            onChange={(event) => change({ default_sku: event.currentTarget.value })}
          />
        )}
        <Select
          label="Take"
          description="Only for channels that invoice by themselves."
          {...choose("order_download_mode", modes)}
        />
        <NumberInput
          label="Seconds between two cycles"
          min={1}
          max={86_400}
          value={policy.orders_every_seconds}
          disabled={!owner}
          onChange={(value) => change({ orders_every_seconds: Number(value) })}
        />
        <TextInput
          label="Before document numbers"
          description="Such as WOO-, for numbers like WOO-INV-000001."
          maxLength={12}
          value={policy.number_prefix ?? ""}
          disabled={!owner}
          onChange={(event) => change({ number_prefix: event.currentTarget.value })}
        />
        {save.error ? (
          <Alert color="red" role="alert" title={asProblem(save.error).title}>
            {asProblem(save.error).detail}
          </Alert>
        ) : null}
        {owner && (
          <Group>
            <Button type="submit" loading={save.isPending} disabled={policy === stored}>
              Save policy
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
