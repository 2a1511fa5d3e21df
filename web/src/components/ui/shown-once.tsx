import { Alert, Text } from "@mantine/core";
import type { ReactNode } from "react";

import { t } from "@/components/words";

import { Copyable } from "./copyable";

interface ShownOnceProps {
  value: string;
  /** What it is, for the copy button: "token". */
  what: string;
  children?: ReactNode;
}

/** A secret right after it was made; the hub will not show it again. */
export function ShownOnce({ value, what, children }: ShownOnceProps) {
  return (
    <Alert color="green" role="status" title={t("copy_now")}>
      <Text mb={4} size="sm">
        {children ?? t("shown_once")}
      </Text>
      <Copyable value={value} what={what} shown />
    </Alert>
  );
}
