import { SegmentedControl, Stack, useMantineColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { Badge } from "@/components/ui/badge";
import { Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/page";
import { ErrorState, ListSkeleton } from "@/components/ui/states";
import { useSession } from "@/lib/session";
import { wordOf } from "@/lib/words";

import { usersQuery } from "./api";
import classes from "./settings.module.css";
import { t } from "./words";

export function AccountSection() {
  const { account, user } = useSession();
  return (
    <Stack gap="lg">
      <Section title={t("account")}>
        <div className={`card ${classes.box}`}>
          <Facts
            of={[
              [t("business"), account.name],
              [t("zone"), account.zone],
              [t("you"), `${user.name} (${user.email})`],
              [t("your_role"), wordOf("role", user.role)],
            ]}
          />
        </div>
      </Section>
      <Section title={t("appearance")}>
        <div className={`card ${classes.box}`}>
          <Appearance />
        </div>
      </Section>
      <Section title={t("people")}>
        <People />
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

function People() {
  const { data, error, isPending, refetch } = useQuery(usersQuery);
  if (isPending) {
    return (
      <div className="card">
        <ListSkeleton rows={2} label={t("loading_people")} />
      </div>
    );
  }
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <ul className={`card ${classes.list}`}>
      {data.map((person) => (
        <li key={person.id} className={classes.item}>
          <div className={classes.grow}>
            {person.name || person.email}
            <div className="quiet">{person.email}</div>
          </div>
          <Badge tone="grey">{wordOf("role", person.role)}</Badge>
        </li>
      ))}
    </ul>
  );
}
