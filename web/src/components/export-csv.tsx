import { Button } from "@mantine/core";
import { FileDown } from "lucide-react";

import { t } from "./words";

interface ExportCsvProps {
  /** The list's part of the API: "orders", "documents/invoices". */
  of: string;
  /** The filters of the list, as the API takes them; what is undefined does not filter. */
  query: Record<string, string | number | boolean | undefined>;
}

/** Where the browser downloads a list as a file. With the mark by which Excel knows UTF-8. */
export function csvAddress(of: string, query: ExportCsvProps["query"]): string {
  const params = new URLSearchParams({ bom: "true" });
  for (const [key, value] of Object.entries(query)) if (value !== undefined) params.set(key, String(value));
  return `/api/v1/${of}.csv?${params.toString()}`;
}

/** A link and not a request of the page: the hub streams the file, however long, past the page's memory. */
export function ExportCsv({ of, query }: ExportCsvProps) {
  return (
    <Button
      size="xs"
      variant="default"
      component="a"
      href={csvAddress(of, query)}
      download
      title={t("export_what")}
      leftSection={<FileDown size={15} aria-hidden />}
    >
      {t("export_csv")}
    </Button>
  );
}
