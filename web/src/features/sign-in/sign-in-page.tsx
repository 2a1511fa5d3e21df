import { Alert, Button, Divider, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { asProblem } from "@/lib/problem";
import { sessionQuery } from "@/lib/queries";
import { shared } from "@/lib/words";

import { signIn, waysQuery } from "./api";
import { Entrance } from "./entrance";
import { t } from "./words";

const route = getRouteApi("/sign-in");

export function SignInPage() {
  const { next } = route.useSearch();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const enter = useMutation({
    mutationKey: ["session"],
    mutationFn: signIn,
    onSuccess: async (session) => {
      // Nothing of whoever was here before may show.
      client.clear();
      client.setQueryData(sessionQuery.queryKey, session);
      await navigate({ href: next ?? "/status" });
    },
  });
  const problem = enter.error ? asProblem(enter.error) : undefined;

  return (
    <Entrance title={t("title")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          enter.mutate({ email: email.trim(), password });
        }}
      >
        <Stack gap="sm">
          {problem && (
            <Alert color="red" role="alert" title={problem.status === 401 ? t("wrong") : problem.title}>
              {problem.status === 401 ? t("wrong_why") : problem.detail}
            </Alert>
          )}
          <TextInput
            label={shared("email")}
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label={t("password")}
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ "aria-label": t("show_or_hide") }}
          />
          <Button type="submit" loading={enter.isPending} mt="xs" fullWidth>
            {t("sign_in")}
          </Button>
          <SingleSignOn next={next} />
          <Text size="xs" className="quiet">
            {t("first_start")}
          </Text>
        </Stack>
      </form>
    </Entrance>
  );
}

/** Another door, where whoever runs the hub has set one up. The password works whether or not the hub tells of it. */
function SingleSignOn({ next }: { next: string | undefined }) {
  const { data } = useQuery(waysQuery);
  if (!data?.single_sign_on || !data.url) return null;
  const address = `${data.url}?${new URLSearchParams({ next: next ?? "/status" }).toString()}`;
  return (
    <>
      <Divider label={t("or")} labelPosition="center" />
      <Button component="a" href={address} variant="default" fullWidth>
        {t("single_sign_on")}
      </Button>
    </>
  );
}
