import { Button, Group, Modal, NativeSelect, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";

import { ProblemAlert } from "@/components/problem-alert";
import { addDays, dateIn, startOfDay } from "@/lib/dates";
import { useZone } from "@/lib/session";
import { shared } from "@/lib/words";

import { useChangeIssue } from "./actions";
import type { Snooze } from "./api";
import { t } from "./words";

const spans = ["hour", "day", "week", "date", "more"] as const;
type Span = (typeof spans)[number];

const hours: Partial<Record<Span, number>> = { hour: 1, day: 24, week: 7 * 24 };

/** What was chosen, as the hub takes it; a day ends the snooze when it begins in the shop's zone. */
export function snoozeOf(span: Span, date: string, more: number, zone: string, now: number): Snooze {
  if (span === "more") return { more };
  if (span === "date") return { until: startOfDay(date, zone) };
  return { until: new Date(now + (hours[span] ?? 24) * 3_600_000).toISOString() };
}

/** Keeps an issue quiet until a time, or until so many more failures have come. */
export function SnoozeDialog({ issue, onClose }: { issue: string; onClose: () => void }) {
  const zone = useZone();
  const tomorrow = addDays(dateIn(zone, Date.now()), 1);
  const [span, setSpan] = useState<Span>("day");
  const [date, setDate] = useState(tomorrow);
  // Text while one types: an emptied box is not yet a number.
  const [more, setMore] = useState<number | string>(10);
  const change = useChangeIssue(issue, true);
  const submit = (event: React.SubmitEvent) => {
    event.preventDefault();
    change.mutate({ do: "snooze", ...snoozeOf(span, date, Number(more), zone, Date.now()) }, { onSuccess: onClose });
  };
  return (
    <Modal opened onClose={onClose} title={t("snooze")} centered closeButtonProps={{ "aria-label": shared("close") }}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text>{t("snooze_what")}</Text>
          <NativeSelect
            label={t("snooze_until")}
            value={span}
            onChange={(event) => setSpan(spans.find((s) => s === event.currentTarget.value) ?? "day")}
            data={spans.map((value) => ({ value, label: t(`span.${value}`) }))}
            data-autofocus
          />
          {span === "date" && (
            <TextInput
              type="date"
              label={t("day")}
              description={t("day_help", { zone })}
              min={tomorrow}
              value={date}
              onChange={(event) => setDate(event.currentTarget.value)}
              required
              withAsterisk={false}
            />
          )}
          {span === "more" && (
            <NumberInput
              label={t("more")}
              description={t("more_help")}
              min={1}
              max={1_000_000}
              allowDecimal={false}
              value={more}
              onChange={setMore}
              required
              withAsterisk={false}
              hideControls
            />
          )}
          <ProblemAlert error={change.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {shared("cancel")}
            </Button>
            <Button type="submit" loading={change.isPending}>
              {t("snooze")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
