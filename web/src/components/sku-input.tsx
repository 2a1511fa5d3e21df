import { Autocomplete } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api";

import { t } from "./words";

interface SKUInputProps {
  value: string;
  onChange: (sku: string) => void;
  error?: string;
}

/** A SKU of the books, found while one types, or a new one. */
export function SKUInput({ value, onChange, error }: SKUInputProps) {
  const [q] = useDebouncedValue(value, 200);
  const known = useQuery({
    queryKey: ["products", q],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/products", { params: { query: { q, limit: 8 } }, signal })),
  });
  return (
    <Autocomplete
      label={t("sku")}
      description={t("sku_help")}
      data={known.data?.items.map((p) => p.sku) ?? []}
      filter={({ options }) => options}
      value={value}
      onChange={onChange}
      error={error}
      // In a dialog it has the focus at once, and the list would lie over what the dialog says.
      openOnFocus={false}
      data-autofocus
      required
      withAsterisk={false}
    />
  );
}
