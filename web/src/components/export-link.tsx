import { Button } from "@mantine/core";
import { Download } from "lucide-react";

import { t } from "./words";

/** Saves the list as it is filtered. */
export function ExportLink({ href }: { href: string }) {
  return (
    <Button
      size="xs"
      variant="default"
      component="a"
      href={href}
      download
      leftSection={<Download size={15} aria-hidden />}
    >
      {t("export_csv")}
    </Button>
  );
}
