import { Autocomplete, type AutocompleteProps } from "@mantine/core";

import { t } from "./words";

interface MethodInputProps extends Pick<AutocompleteProps, "description" | "disabled" | "size"> {
  value: string;
  onChange: (method: string) => void;
  /** Methods that were chosen before; any other may be written. */
  known: string[];
  /** Somebody has tried to go on without one. */
  missing?: boolean;
  "data-autofocus"?: boolean;
}

/** A payment method as the books call it. */
export function MethodInput({ known, missing, ...props }: MethodInputProps) {
  return (
    <Autocomplete
      label={t("books_method")}
      data={known}
      error={missing ? t("method_missing") : undefined}
      maxLength={60}
      // In a dialog it has the focus at once, and the list would lie over what the dialog says.
      openOnFocus={false}
      required
      withAsterisk={false}
      autoComplete="off"
      {...props}
    />
  );
}
