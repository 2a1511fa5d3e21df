import { Alert, Button, Group, NumberInput, Select, Stack, Switch, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { notifyDone } from "@/components/ui/notify";
import { Section } from "@/components/ui/page";
import { ErrorState, ListSkeleton } from "@/components/ui/states";
import { asProblem } from "@/lib/problem";
import { channelsQuery } from "@/lib/queries";
import { useIsOwner } from "@/lib/session";
import type { Policy } from "@/lib/types";

import { policyQuery, previewDays, previewPolicy, savePolicy } from "./api";
import classes from "./connections.module.css";
import { allRight, type MethodRow, methodsOf, rowsOf } from "./methods";
import { PaymentMethods } from "./payment-methods";
import { Preview } from "./policy-preview";
import { t } from "./words";

/** What the shop chose: when an order becomes which document, and what happens when something is off. */
export function PolicySection({ connection, channel }: { connection: string; channel: string }) {
  const { data, error, isPending, refetch } = useQuery(policyQuery(connection));
  return (
    <Section title={t("policy")}>
      <div className={`card ${classes.form}`}>
        {isPending ? (
          <ListSkeleton rows={4} label={t("loading_policy")} />
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <PolicyForm connection={connection} channel={channel} stored={data} />
        )}
      </div>
    </Section>
  );
}

interface PolicyFormProps {
  connection: string;
  channel: string;
  stored: Policy;
}

function PolicyForm({ connection, channel, stored }: PolicyFormProps) {
  const [policy, setPolicy] = useState(stored);
  // Rows, and not the policy's own words: while one types, two may read alike.
  const [methods, setMethods] = useState(() => rowsOf(stored.payment_methods));
  const [tried, setTried] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  // The form is long, and its buttons are far from what is wrong.
  useEffect(() => {
    if (tried > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [tried]);
  const client = useQueryClient();
  const owner = useIsOwner();
  const save = useMutation({
    mutationFn: () => savePolicy(connection, policy),
    onSuccess: async () => {
      notifyDone(t("saved"));
      await client.invalidateQueries({ queryKey: ["connections", connection] });
    },
  });
  const preview = useMutation({ mutationFn: () => previewPolicy(connection, policy) });
  const change = (part: Partial<Policy>) => {
    save.reset();
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
  const choose = <K extends keyof Policy>(name: K, words: Record<Policy[K] & string, string>) => ({
    data: Object.entries<string>(words).map(([value, label]) => ({ value, label })),
    value: policy[name] as string,
    allowDeselect: false,
    disabled: !owner,
    onChange: (value: string | null) => value && change({ [name]: value }),
  });
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (ready()) save.mutate();
      }}
    >
      <Stack gap="sm">
        <Switch
          label={t("auto_process")}
          description={t("auto_process_help")}
          checked={policy.auto_process}
          disabled={!owner}
          onChange={(event) => change({ auto_process: event.currentTarget.checked })}
        />
        <Select
          label={t("drop_into")}
          {...choose("drop_into", { invoice: t("drop.invoice"), sales_order: t("drop.sales_order") })}
        />
        <Select
          label={t("payment_at")}
          {...choose("payment_at", { paid: t("payment.paid"), completed: t("payment.completed") })}
        />
        <PaymentMethods rows={methods} disabled={!owner} tried={tried > 0} onChange={changeMethods} />
        <Select
          label={t("unmapped_method")}
          description={t("unmapped_method_help")}
          {...choose("unmapped_payment_method", {
            as_named: t("unmapped_methods.as_named"),
            hold: t("unmapped_methods.hold"),
          })}
        />
        <Select
          label={t("returns")}
          {...choose("returns", { manual: t("return.manual"), credit_note: t("return.credit_note") })}
        />
        <Select
          label={t("unmapped_sku")}
          {...choose("unmapped_sku", {
            create: t("unmapped.create"),
            hold: t("unmapped.hold"),
            default: t("unmapped.default"),
          })}
        />
        {policy.unmapped_sku === "default" && (
          <TextInput
            label={t("default_sku")}
            value={policy.default_sku ?? ""}
            disabled={!owner}
            onChange={(event) => change({ default_sku: event.currentTarget.value })}
          />
        )}
        <Select
          label={t("take")}
          description={t("take_help")}
          {...choose("order_download_mode", {
            auto_invoice: t("mode.auto_invoice"),
            wait_for_invoice: t("mode.wait_for_invoice"),
          })}
        />
        <NumberInput
          label={t("every")}
          min={1}
          max={86_400}
          value={policy.orders_every_seconds}
          disabled={!owner}
          onChange={(value) => change({ orders_every_seconds: Number(value) })}
        />
        <TextInput
          label={t("prefix")}
          description={t("prefix_help")}
          maxLength={12}
          value={policy.number_prefix ?? ""}
          disabled={!owner}
          onChange={(event) => change({ number_prefix: event.currentTarget.value })}
        />
        <ChannelPrefixes
          channel={channel}
          prefixes={policy.channel_prefixes ?? {}}
          disabled={!owner}
          onChange={(channel_prefixes) => change({ channel_prefixes })}
        />
        {preview.data && <Preview preview={preview.data} />}
        {[preview.error, save.error].map(
          (error, i) =>
            error && (
              <Alert key={i} color="red" role="alert" title={asProblem(error).title}>
                {asProblem(error).detail}
              </Alert>
            ),
        )}
        {owner && (
          <Group>
            <Button type="submit" loading={save.isPending} disabled={policy === stored}>
              {t("save")}
            </Button>
            <Button variant="default" loading={preview.isPending} onClick={() => ready() && preview.mutate()}>
              {t("preview_run", { count: previewDays })}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}

interface ChannelPrefixesProps {
  channel: string;
  prefixes: Record<string, string>;
  disabled: boolean;
  onChange: (prefixes: Record<string, string>) => void;
}

/** A prefix for each channel whose orders come over this connection under its own name. Empty: the connection's. */
function ChannelPrefixes({ channel, prefixes, disabled, onChange }: ChannelPrefixesProps) {
  const { data = [] } = useQuery(channelsQuery);
  return data
    .filter((one) => one.over === channel)
    .map(({ name, title }) => (
      <TextInput
        key={name}
        label={t("prefix_of", { channel: title })}
        description={t("prefix_of_help")}
        maxLength={12}
        value={prefixes[name] ?? ""}
        disabled={disabled}
        onChange={(event) => {
          const { [name]: _, ...others } = prefixes;
          const value = event.currentTarget.value;
          onChange(value ? { ...others, [name]: value } : others);
        }}
      />
    ));
}
