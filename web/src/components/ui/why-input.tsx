import { TextInput } from "@mantine/core";

import { t } from "@/components/words";

/** The reason of what needs none: kept in the audit trail and with the entries when there is one. */
export function WhyInput({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <TextInput
      label={t("why")}
      description={t("why_help")}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      maxLength={500}
    />
  );
}
