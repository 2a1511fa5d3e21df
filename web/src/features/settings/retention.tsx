import { Button, Group, NumberInput, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { ConfirmDialog, ProblemAlert } from "@/components/ui/confirm-dialog";
import { Facts } from "@/components/ui/facts";
import { notifyDone } from "@/components/ui/notify";
import { Section } from "@/components/ui/page";
import { ErrorState, ListSkeleton } from "@/components/ui/states";
import { When } from "@/components/ui/when";
import { asProblem } from "@/lib/problem";
import { useIsOwner } from "@/lib/session";
import type { LogAmount, Retention, RetentionDays } from "@/lib/types";
import { count } from "@/lib/words";

import { keepFor, lossQuery, retentionQuery } from "./api";
import classes from "./settings.module.css";
import { t } from "./words";

/** How long the sync log is kept. Everybody sees it, an owner changes it. */
export function RetentionSection() {
  const { data, error, isPending, refetch } = useQuery(retentionQuery);
  const owner = useIsOwner();
  return (
    <Section title={t("retention")}>
      <div className={`card ${classes.box}`}>
        {isPending ? (
          <ListSkeleton rows={3} label={t("loading_retention")} />
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <Stack gap="md">
            <Text size="sm">{t("retention_what")}</Text>
            <Stands retention={data} />
            {owner ? (
              <KeepForm retention={data} />
            ) : (
              <Text size="sm" className="quiet">
                {t("only_owners_keep")}
              </Text>
            )}
          </Stack>
        )}
      </div>
    </Section>
  );
}

function Stands({ retention: { log_days, exchange_days, chosen, kept } }: { retention: Retention }) {
  return (
    <Facts
      of={[
        [t("entries_kept"), t("days", { count: log_days })],
        [t("exchanges_kept"), t("days", { count: exchange_days })],
        [t("kept_by"), chosen ? t("by_owner") : t("by_program")],
        [t("in_log"), amountText(kept)],
        [t("oldest"), kept.oldest_at && <When at={kept.oldest_at} />],
      ]}
    />
  );
}

function amountText({ entries, exchanges, exchanges_capped }: LogAmount): string {
  const said = t("exchanges", { count: exchanges });
  return t("both", {
    entries: t("entries", { count: entries }),
    exchanges: exchanges_capped ? t("more_than", { amount: said }) : said,
  });
}

const fields = ["log_days", "exchange_days"] as const;
type Field = (typeof fields)[number];

const presets: Record<Field, number[]> = { log_days: [30, 90, 365], exchange_days: [7, 30, 90] };

/** What may stand in a field, as the hub bounds it. */
function boundsOf(field: Field, { bounds }: Retention, logDays: number): [min: number, max: number] {
  if (field === "log_days") return [bounds.log_days_min, bounds.log_days_max];
  return [bounds.exchange_days_min, logDays >= bounds.log_days_min ? logDays : bounds.log_days_max];
}

const daysOf = ({ log_days, exchange_days }: RetentionDays): RetentionDays => ({ log_days, exchange_days });

const shorter = (days: RetentionDays, than: RetentionDays) => fields.some((field) => days[field] < than[field]);

function KeepForm({ retention }: { retention: Retention }) {
  // Text while one types: an emptied box is not yet a number.
  const [typed, setTyped] = useState<Record<Field, number | string>>(daysOf(retention));
  const days: RetentionDays = { log_days: Number(typed.log_days), exchange_days: Number(typed.exchange_days) };
  const [asking, setAsking] = useState<Asking>({ open: false, days: undefined });
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: keepFor,
    onSuccess: async (kept) => {
      client.setQueryData(retentionQuery.queryKey, kept);
      setTyped(daysOf(kept));
      setAsking((before) => ({ ...before, open: false }));
      notifyDone(t("keep_saved"));
      await client.invalidateQueries({ queryKey: ["audit"] });
    },
  });
  const same = fields.every((field) => days[field] === retention[field]);
  // The program's settings may say what nobody could choose.
  const wrong = fields.filter((field) => {
    const [min, max] = boundsOf(field, retention, days.log_days);
    return !same && !(Number.isInteger(days[field]) && days[field] >= min && days[field] <= max);
  });
  const problem = save.error ? asProblem(save.error) : undefined;
  const change = (field: Field, value: number | string) => {
    save.reset();
    setTyped((before) => ({ ...before, [field]: value }));
  };
  const keep = (next: RetentionDays | undefined) => {
    save.reset();
    if (shorter(next ?? retention.default, retention)) setAsking({ open: true, days: next });
    else save.mutate(next);
  };
  return (
    <>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (wrong.length === 0 && !same) keep(days);
        }}
      >
        <Stack gap="sm">
          {fields.map((field) => (
            <DaysInput
              key={field}
              field={field}
              value={typed[field]}
              bounds={boundsOf(field, retention, days.log_days)}
              wrong={wrong.includes(field)}
              refused={problem?.fields[field]}
              onChange={(value) => change(field, value)}
            />
          ))}
          {wrong.length === 0 && shorter(days, retention) && <Loss days={days} />}
          {problem && !asking.open && !fields.some((field) => problem.fields[field]) && (
            <ProblemAlert error={problem} />
          )}
          <Group gap="xs">
            <Button type="submit" loading={save.isPending && !asking.open} disabled={same || wrong.length > 0}>
              {t("keep_save")}
            </Button>
            {retention.chosen && (
              <Button variant="default" onClick={() => keep(undefined)}>
                {t("keep_back", {
                  log: count(retention.default.log_days),
                  exchange: count(retention.default.exchange_days),
                })}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
      <KeepLess
        asking={asking}
        busy={save.isPending}
        error={save.error}
        onKeep={save.mutate}
        onClose={() => setAsking((before) => ({ ...before, open: false }))}
      />
    </>
  );
}

/** What is asked about; without days, whether the choice is to be taken back. It stays while the dialog fades. */
interface Asking {
  open: boolean;
  days: RetentionDays | undefined;
}

interface DaysInputProps {
  field: Field;
  value: number | string;
  bounds: [min: number, max: number];
  wrong: boolean;
  refused: string | undefined;
  onChange: (value: number | string) => void;
}

function DaysInput({ field, value, bounds: [min, max], wrong, refused, onChange }: DaysInputProps) {
  return (
    <div>
      <NumberInput
        label={t(field)}
        description={t(`keep_help.${field}`)}
        value={value}
        onChange={onChange}
        error={wrong ? t("out_of_bounds", { min: count(min), max: count(max) }) : refused}
        min={min}
        max={max}
        clampBehavior="none"
        allowDecimal={false}
        allowNegative={false}
        maw={320}
        required
        withAsterisk={false}
      />
      <Group gap={4} mt={6} role="group" aria-label={`${t(field)}: ${t("presets")}`}>
        {presets[field].map((preset) => (
          <Button
            key={preset}
            size="compact-xs"
            variant="default"
            aria-pressed={value === preset}
            onClick={() => onChange(preset)}
          >
            {t("days", { count: preset })}
          </Button>
        ))}
      </Group>
    </div>
  );
}

/** What the days in the form would take away, as soon as nobody types any more. */
function Loss({ days }: { days: RetentionDays }) {
  const [settled] = useDebouncedValue(`${days.log_days}/${days.exchange_days}`, 300);
  const quiet = settled === `${days.log_days}/${days.exchange_days}`;
  const { data, error } = useQuery({ ...lossQuery(days), enabled: quiet });
  if (error) return <ProblemAlert error={error} />;
  return (
    <Text size="sm" role="status">
      {data ? lossText(data, "would_go") : t("counting")}
    </Text>
  );
}

function lossText(amount: LogAmount, text: "would_go" | "keep_less_what"): string {
  return amount.entries + amount.exchanges > 0 ? t(text, { amount: amountText(amount) }) : t("nothing_would_go");
}

interface KeepLessProps {
  asking: Asking;
  busy: boolean;
  error: unknown;
  onKeep: (days: RetentionDays | undefined) => void;
  onClose: () => void;
}

function KeepLess({ asking, busy, error, onKeep, onClose }: KeepLessProps) {
  const loss = useQuery({ ...lossQuery(asking.days), enabled: asking.open });
  return (
    <ConfirmDialog
      opened={asking.open}
      title={t("keep_less_ask")}
      confirm={t("keep_less")}
      danger
      busy={busy || loss.isLoading}
      error={error ?? loss.error}
      onConfirm={() => onKeep(asking.days)}
      onClose={onClose}
    >
      {loss.data ? lossText(loss.data, "keep_less_what") : t("counting")}
    </ConfirmDialog>
  );
}
