import { Button, Menu } from "@mantine/core";
import { Printer } from "lucide-react";

import { type Language, language, languageNames, languages } from "@/lib/language";

import { t } from "./words";

const papers = ["a4", "receipt"] as const;

function printAddress(invoice: string, paper: (typeof papers)[number], of: Language): string {
  const query = new URLSearchParams({ paper, language: of });
  return `/api/v1/documents/invoices/${invoice}/print?${query.toString()}`;
}

/** Opens the invoice as a page of its own, which the browser prints. The reader's language stands first; the buyer's may be another. */
export function PrintMenu({ invoice }: { invoice: string }) {
  const own = language();
  const order = [own, ...languageNames.filter((name) => name !== own)];
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<Printer size={15} aria-hidden />}>
          {t("print")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {order.flatMap((of) =>
          papers.map((paper) => (
            <Menu.Item
              key={`${of}-${paper}`}
              component="a"
              href={printAddress(invoice, paper, of)}
              target="_blank"
              rel="noopener"
            >
              {t(`paper.${paper}`, { language: languages[of].name })}
            </Menu.Item>
          )),
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
