import { Group, NativeSelect, TextInput } from "@mantine/core";

import { addDays, dateIn } from "@/lib/dates";

interface SpanSelectProps {
  from: string | undefined;
  to: string | undefined;
  zone: string;
  /** What no dates at all means here. */
  none: string;
  onChange: (span: { from?: string; to?: string }) => void;
}

const presets = [
  { value: "1", label: "Today" },
  { value: "2", label: "Since yesterday" },
  { value: "7", label: "Last 7 days" },
  { value: "30", label: "Last 30 days" },
];

/** A span of whole days in the shop's zone: a preset, or two dates (both included). */
export function SpanSelect({ from, to, zone, none, onChange }: SpanSelectProps) {
  const today = dateIn(zone, Date.now());
  const preset = presets.find(
    (p) => (to === undefined || to === today) && from === addDays(today, 1 - Number(p.value)),
  );
  const value = preset?.value ?? (from || to ? "own" : "");
  return (
    <Group gap={6} align="flex-end">
      <NativeSelect
        size="xs"
        label="Days"
        value={value}
        onChange={(event) => {
          const days = Number(event.currentTarget.value);
          onChange(days > 0 ? { from: addDays(today, 1 - days), to: today } : {});
        }}
        data={[
          { value: "", label: none },
          ...presets,
          ...(value === "own" ? [{ value: "own", label: "Own span" }] : []),
        ]}
        style={{ width: 130 }}
      />
      <TextInput
        size="xs"
        type="date"
        label="From"
        value={from ?? ""}
        max={to ?? today}
        onChange={(event) => onChange({ from: event.currentTarget.value || undefined, to })}
        style={{ width: 128 }}
      />
      <TextInput
        size="xs"
        type="date"
        label="To"
        value={to ?? ""}
        min={from}
        max={today}
        onChange={(event) => onChange({ from, to: event.currentTarget.value || undefined })}
        style={{ width: 128 }}
      />
    </Group>
  );
}
