import { Alert, Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { Rich } from "@/components/ui/rich";
import { asProblem } from "@/lib/problem";
import { sessionQuery } from "@/lib/queries";
import { shared } from "@/lib/words";

import { setUp } from "./api";
import { Entrance } from "./entrance";
import { t } from "./words";

const route = getRouteApi("/welcome");
const shortest = 10;

/** The first owner comes in by a one-time link. */
export function WelcomePage() {
  const { token } = route.useSearch();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const become = useMutation({
    mutationKey: ["session"],
    mutationFn: setUp,
    onSuccess: async () => {
      // Whether the hub signs us in at once or not, asking tells.
      client.clear();
      const session = await client.fetchQuery(sessionQuery);
      await navigate({ to: session ? "/status" : "/sign-in" });
    },
  });
  const problem = become.error ? asProblem(become.error) : undefined;
  const short = password.length > 0 && password.length < shortest;

  if (!token) {
    return (
      <Entrance title={t("welcome")}>
        <Text>
          <Rich say={t} text="link_needed" parts={{ sign_in: <Link to="/sign-in" /> }} />
        </Text>
      </Entrance>
    );
  }
  return (
    <Entrance title={t("welcome")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!short) become.mutate({ token, email: email.trim(), name: name.trim(), password });
        }}
      >
        <Stack gap="sm">
          <Text className="quiet">{t("first_here")}</Text>
          {problem && (
            <Alert color="red" role="alert" title={problem.title}>
              {problem.detail || t("link_used")}
            </Alert>
          )}
          <TextInput
            label={t("your_name")}
            autoComplete="name"
            required
            withAsterisk={false}
            autoFocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={problem?.fields.name}
          />
          <TextInput
            label={shared("email")}
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={problem?.fields.email}
          />
          <PasswordInput
            label={t("password")}
            description={t("at_least", { n: shortest })}
            autoComplete="new-password"
            required
            withAsterisk={false}
            minLength={shortest}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={short ? t("more_to_go", { n: shortest - password.length }) : problem?.fields.password}
            visibilityToggleButtonProps={{ "aria-label": t("show_or_hide") }}
          />
          <Button type="submit" loading={become.isPending} mt="xs" fullWidth>
            {t("become")}
          </Button>
        </Stack>
      </form>
    </Entrance>
  );
}
