import { Button, Group, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { LanguageSwitch } from "@/components/language-switch";
import { ProblemAlert } from "@/components/ui/confirm-dialog";
import { Facts } from "@/components/ui/facts";
import { notifyDone } from "@/components/ui/notify";
import { Section } from "@/components/ui/page";
import { asProblem } from "@/lib/problem";
import { sessionQuery } from "@/lib/queries";
import { useSession } from "@/lib/session";
import { shared, wordOf } from "@/lib/words";

import { changePassword, rename } from "./api";
import classes from "./people.module.css";
import { Sessions } from "./sessions";
import { t } from "./words";

const shortest = 10;

export function YouSection() {
  const { user } = useSession();
  return (
    <Stack gap="lg">
      <Section title={t("you")}>
        <div className={`card ${classes.box}`}>
          <Stack gap="md">
            <Facts
              of={[
                [shared("email"), user.email],
                [t("your_role"), t(`role_means.${user.role}`, { role: wordOf("role", user.role) })],
              ]}
            />
            <Name />
            <div style={{ maxWidth: "12rem" }}>
              <LanguageSwitch signedIn />
            </div>
          </Stack>
        </div>
      </Section>
      <Section title={t("password")}>
        <div className={`card ${classes.box}`}>
          <Password />
        </div>
      </Section>
      <Section title={t("sessions")}>
        <Sessions />
      </Section>
    </Stack>
  );
}

function Name() {
  const { user } = useSession();
  const [name, setName] = useState(user.name);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: rename,
    onSuccess: (session) => {
      client.setQueryData(sessionQuery.queryKey, session);
      notifyDone(t("renamed", { name: session.user.name }));
    },
  });
  const problem = save.error ? asProblem(save.error) : undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) save.mutate(name.trim());
      }}
    >
      <Group align="flex-end" gap="xs">
        <TextInput
          label={t("your_name")}
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={problem && (problem.fields.name ?? problem.message)}
          maxLength={100}
          required
          withAsterisk={false}
          className={classes.first}
        />
        <Button type="submit" variant="default" loading={save.isPending} disabled={name.trim() === user.name}>
          {t("save")}
        </Button>
      </Group>
    </form>
  );
}

function Password() {
  const [old, setOld] = useState("");
  const [password, setPassword] = useState("");
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: changePassword,
    onSuccess: async () => {
      setOld("");
      setPassword("");
      notifyDone(t("password_changed"));
      await client.invalidateQueries({ queryKey: ["sessions"] });
    },
  });
  const problem = save.error ? asProblem(save.error) : undefined;
  const short = password.length > 0 && password.length < shortest;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!short) save.mutate({ old_password: old, password });
      }}
    >
      <Stack gap="sm" maw="24rem">
        <PasswordInput
          label={t("old_password")}
          description={t("old_password_help")}
          autoComplete="current-password"
          value={old}
          onChange={(event) => setOld(event.currentTarget.value)}
          error={problem?.fields.old_password}
          visibilityToggleButtonProps={{ "aria-label": t("show_or_hide") }}
        />
        <PasswordInput
          label={t("new_password")}
          description={t("at_least", { n: shortest })}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={short ? t("more_to_go", { n: shortest - password.length }) : problem?.fields.password}
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ "aria-label": t("show_or_hide") }}
        />
        {problem && Object.keys(problem.fields).length === 0 && <ProblemAlert error={problem} />}
        <div>
          <Button type="submit" variant="default" loading={save.isPending}>
            {t("change_password")}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
