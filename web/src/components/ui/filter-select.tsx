import { NativeSelect } from "@mantine/core";

interface FilterSelectProps<V extends string> {
  label: string;
  /** The choice that does not filter; left out when there must be one. */
  all?: string;
  value: V | undefined;
  options: readonly { value: V; label: string }[];
  onChange: (value: V | undefined) => void;
  width: number;
}

/** One choice of a filter bar. The browser's own list: quick, at home on a phone, and known to every screen reader. */
export function FilterSelect<V extends string>({ label, all, value, options, onChange, width }: FilterSelectProps<V>) {
  return (
    <NativeSelect
      size="xs"
      label={label}
      value={value ?? ""}
      onChange={(event) => onChange(options.find((option) => option.value === event.currentTarget.value)?.value)}
      data={[...(all === undefined ? [] : [{ value: "", label: all }]), ...options]}
      style={{ width }}
    />
  );
}
