import { NumberInput, Select, Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { dateIn, startOfDayThere } from "@/lib/dates";
import { channelsQuery } from "@/lib/queries";
import { useZone } from "@/lib/session";
import type { Policy } from "@/lib/types";

import classes from "./connections.module.css";
import type { MethodRow } from "./methods";
import { PaymentMethods } from "./payment-methods";
import { t } from "./words";

interface PolicyFieldsProps {
  channel: string;
  policy: Policy;
  methods: MethodRow[];
  disabled: boolean;
  /** Somebody has tried to save: what is wrong is said. */
  tried: boolean;
  /** What the hub has refused, by field. */
  refused: Record<string, string>;
  onChange: (part: Partial<Policy>) => void;
  onMethods: (rows: MethodRow[]) => void;
}

/** All that a shop can choose, each with what it does, what it does to orders that are here already, and what it is without a choice. */
export function PolicyFields(props: PolicyFieldsProps) {
  const { channel, policy, methods, disabled, tried, refused, onChange, onMethods } = props;
  const common = (name: keyof Policy) => ({ disabled, error: refused[name] });
  const choose = <K extends keyof Policy>(name: K, words: Record<Policy[K] & string, string>) => ({
    ...common(name),
    data: Object.entries<string>(words).map(([value, label]) => ({ value, label })),
    value: policy[name] as string,
    allowDeselect: false,
    onChange: (value: string | null) => value && onChange({ [name]: value }),
  });
  return (
    <>
      <Part title={t("part.orders")}>
        <GoLive {...common("download_from")} at={policy.download_from} onChange={onChange} />
        <Select
          label={t("take")}
          description={t("take_help")}
          {...choose("order_download_mode", {
            auto_invoice: t("mode.auto_invoice"),
            wait_for_invoice: t("mode.wait_for_invoice"),
          })}
        />
        <Switch
          label={t("auto_process")}
          description={t("auto_process_help")}
          checked={policy.auto_process}
          {...common("auto_process")}
          onChange={(event) => onChange({ auto_process: event.currentTarget.checked })}
        />
        <Select
          label={t("missing_orders")}
          description={t("missing_orders_help")}
          {...choose("missing_orders", { download: t("missing.download"), report: t("missing.report") })}
        />
      </Part>
      <Part title={t("part.documents")}>
        <Select
          label={t("drop_into")}
          description={t("drop_into_help")}
          {...choose("drop_into", { invoice: t("drop.invoice"), sales_order: t("drop.sales_order") })}
        />
        <NumberInput
          label={t("tolerance")}
          description={t("tolerance_help")}
          min={0}
          decimalScale={4}
          allowNegative={false}
          value={policy.tolerance}
          {...common("tolerance")}
          onChange={(value) => onChange({ tolerance: String(value || 0) })}
        />
        <TextInput
          label={t("prefix")}
          description={t("prefix_help")}
          maxLength={12}
          value={policy.number_prefix ?? ""}
          {...common("number_prefix")}
          onChange={(event) => onChange({ number_prefix: event.currentTarget.value })}
        />
        <ChannelPrefixes
          channel={channel}
          prefixes={policy.channel_prefixes ?? {}}
          disabled={disabled}
          onChange={(channel_prefixes) => onChange({ channel_prefixes })}
        />
      </Part>
      <Part title={t("part.payments")}>
        <Select
          label={t("payment_at")}
          description={t("payment_at_help")}
          {...choose("payment_at", { paid: t("payment.paid"), completed: t("payment.completed") })}
        />
        <PaymentMethods rows={methods} disabled={disabled} tried={tried} onChange={onMethods} />
        <Select
          label={t("unmapped_method")}
          description={t("unmapped_method_help")}
          {...choose("unmapped_payment_method", {
            as_named: t("unmapped_methods.as_named"),
            hold: t("unmapped_methods.hold"),
          })}
        />
      </Part>
      <Part title={t("part.returns")}>
        <Select
          label={t("returns")}
          description={t("returns_help")}
          {...choose("returns", { manual: t("return.manual"), credit_note: t("return.credit_note") })}
        />
        <Switch
          label={t("restock_returns")}
          description={t("restock_returns_help")}
          checked={policy.restock_returns}
          {...common("restock_returns")}
          onChange={(event) => onChange({ restock_returns: event.currentTarget.checked })}
        />
      </Part>
      <Part title={t("part.skus")}>
        <Select
          label={t("unmapped_sku")}
          description={t("unmapped_sku_help")}
          {...choose("unmapped_sku", {
            create: t("unmapped.create"),
            hold: t("unmapped.hold"),
            default: t("unmapped.default"),
          })}
        />
        {policy.unmapped_sku === "default" && (
          <TextInput
            label={t("default_sku")}
            description={t("default_sku_help")}
            value={policy.default_sku ?? ""}
            {...common("default_sku")}
            onChange={(event) => onChange({ default_sku: event.currentTarget.value })}
          />
        )}
      </Part>
      <Part title={t("part.pace")}>
        <NumberInput
          label={t("every")}
          description={t("every_help")}
          min={1}
          max={86_400}
          value={policy.orders_every_seconds}
          {...common("orders_every_seconds")}
          onChange={(value) => onChange({ orders_every_seconds: Number(value) })}
        />
      </Part>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={classes.part}>
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}

/** How the hub writes that no day was chosen. */
const noDay = "0001-01-01T00:00:00Z";

interface GoLiveProps {
  at: string;
  disabled: boolean;
  error: string | undefined;
  onChange: (part: Partial<Policy>) => void;
}

/** The day in the shop's zone from which orders are taken. */
function GoLive({ at, disabled, error, onChange }: GoLiveProps) {
  const zone = useZone();
  const chosen = !at.startsWith("0001-");
  return (
    <TextInput
      type="date"
      label={t("download_from")}
      description={t("download_from_help", { zone })}
      value={chosen ? dateIn(zone, Date.parse(at)) : ""}
      disabled={disabled}
      error={error}
      onChange={({ currentTarget: { value } }) =>
        onChange({ download_from: value ? startOfDayThere(value, zone) : noDay })
      }
    />
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
