import { Group, NativeSelect, TextInput } from "@mantine/core";

import { addDays, dateIn } from "@/lib/dates";
import { shared } from "@/lib/words";
import { t } from "./words";

interface SpanSelectProps {
  from: string | undefined;
  to: string | undefined;
  zone: string;
  /** What no dates at all means here. */
  none: string;
  onChange: (span: { from?: string; to?: string }) => void;
}

/** A span of whole days in the shop's zone: a preset, or two dates (both included). */
export function SpanSelect({ from, to, zone, none, onChange }: SpanSelectProps) {
  const today = dateIn(zone, Date.now());
  const presets = [
    { value: "1", label: t("today") },
    { value: "2", label: t("since_yesterday") },
    { value: "7", label: shared("last_7_days") },
    { value: "30", label: t("last_30_days") },
  ];
  const preset = presets.find(
    (p) => (to === undefined || to === today) && from === addDays(today, 1 - Number(p.value)),
  );
  const value = preset?.value ?? (from || to ? "own" : "");
  return (
    <Group gap={6} align="flex-end">
      <NativeSelect
        size="xs"
        label={t("days")}
        value={value}
        onChange={(event) => {
          const days = Number(event.currentTarget.value);
          onChange(days > 0 ? { from: addDays(today, 1 - days), to: today } : {});
        }}
        data={[
          { value: "", label: none },
          ...presets,
          ...(value === "own" ? [{ value: "own", label: t("own_span") }] : []),
        ]}
        style={{ width: 130 }}
      />
      <TextInput
        size="xs"
        type="date"
        label={t("from")}
        value={from ?? ""}
        max={to ?? today}
        onChange={(event) => onChange({ from: event.currentTarget.value || undefined, to })}
        style={{ width: 128 }}
      />
      <TextInput
        size="xs"
        type="date"
        label={t("to")}
        value={to ?? ""}
        min={from}
        max={today}
        onChange={(event) => onChange({ from, to: event.currentTarget.value || undefined })}
        style={{ width: 128 }}
      />
    </Group>
  );
}
