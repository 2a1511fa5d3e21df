import { SegmentedControl, Stack, useMantineColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { Badge } from "@/components/ui/badge";
import { Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/page";
import { ErrorState, ListSkeleton } from "@/components/ui/states";
import { useSession } from "@/lib/session";
import { sentenceCase } from "@/lib/words";

import { usersQuery } from "./api";
import classes from "./settings.module.css";

export function AccountSection() {
  const { account, user } = useSession();
  return (
    <Stack gap="lg">
      <Section title="Account">
        <div className={`card ${classes.box}`}>
          <Facts
            of={[
              ["Business", account.name],
              ["Time zone", account.zone],
              ["You", `${user.name} (${user.email})`],
              ["Your role", sentenceCase(user.role)],
            ]}
          />
        </div>
      </Section>
      <Section title="Appearance">
        <div className={`card ${classes.box}`}>
          <Appearance />
        </div>
      </Section>
      <Section title="People">
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
      aria-label="Light or dark"
      value={colorScheme}
      onChange={(value) => setColorScheme(value)}
      data={[
        { value: "auto", label: "As the system" },
        { value: "light", label: "Light" },
        { value: "dark", label: "Dark" },
      ]}
    />
  );
}

function People() {
  const { data, error, isPending, refetch } = useQuery(usersQuery);
  if (isPending) {
    return (
      <div className="card">
        <ListSkeleton rows={2} label="Loading the people" />
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
          <Badge tone="grey">{sentenceCase(person.role)}</Badge>
        </li>
      ))}
    </ul>
  );
}
