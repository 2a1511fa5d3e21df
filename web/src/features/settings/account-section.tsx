import { SegmentedControl, Stack, useMantineColorScheme } from "@mantine/core";

import { Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/page";
import { useSession } from "@/lib/session";

import { RetentionSection } from "./retention";
import classes from "./settings.module.css";
import { t } from "./words";

export function AccountSection() {
  const { account } = useSession();
  return (
    <Stack gap="lg">
      <Section title={t("account")}>
        <div className={`card ${classes.box}`}>
          <Facts
            of={[
              [t("business"), account.name],
              [t("zone"), account.zone],
            ]}
          />
        </div>
      </Section>
      <RetentionSection />
      <Section title={t("appearance")}>
        <div className={`card ${classes.box}`}>
          <Appearance />
        </div>
      </Section>
    </Stack>
  );
}

function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t("light_or_dark")}
      value={colorScheme}
      onChange={(value) => setColorScheme(value)}
      data={[
        { value: "auto", label: t("as_the_system") },
        { value: "light", label: t("light") },
        { value: "dark", label: t("dark") },
      ]}
    />
  );
}
