import { Stack } from "@mantine/core";

import { OnlyFor } from "@/components/only-for";
import { Section } from "@/components/ui/page";

import { Invitations } from "./invitations";
import { Members } from "./members";
import { t } from "./words";

export function PeopleSection() {
  return (
    <OnlyFor who="owner">
      <Stack gap="lg">
        <Section title={t("members")}>
          <Members />
        </Section>
        <Section title={t("invitations")}>
          <Invitations />
        </Section>
      </Stack>
    </OnlyFor>
  );
}
