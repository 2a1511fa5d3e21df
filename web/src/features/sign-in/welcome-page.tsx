import { Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { ProblemAlert } from "@/components/ui/confirm-dialog";
import { Rich } from "@/components/ui/rich";
import { ListSkeleton } from "@/components/ui/states";
import { asProblem } from "@/lib/problem";
import { sessionQuery } from "@/lib/queries";
import type { InvitedView } from "@/lib/types";
import { shared, wordOf } from "@/lib/words";

import { linkQuery, setUp } from "./api";
import { Entrance } from "./entrance";
import { t } from "./words";

const route = getRouteApi("/welcome");
const shortest = 10;

/** A member comes in by a one-time link: the first owner's from the program's log, or one they were given. */
export function WelcomePage() {
  const { token = "" } = route.useSearch();
  const link = useQuery(linkQuery(token));
  if (!token) {
    return (
      <Entrance title={t("welcome")}>
        <SignInInstead text="link_needed" />
      </Entrance>
    );
  }
  return (
    <Entrance title={t("welcome")}>
      {link.isPending ? (
        <ListSkeleton rows={4} label={t("loading_link")} />
      ) : link.error ? (
        <Stack gap="sm">
          <ProblemAlert error={link.error} />
          <SignInInstead text="been_here" />
        </Stack>
      ) : (
        <Accept token={token} invited={link.data} />
      )}
    </Entrance>
  );
}

function SignInInstead({ text }: { text: "link_needed" | "been_here" }) {
  return (
    <Text>
      <Rich say={t} text={text} parts={{ sign_in: <Link to="/sign-in" /> }} />
    </Text>
  );
}

function useAccept() {
  const navigate = useNavigate();
  const client = useQueryClient();
  return useMutation({
    mutationKey: ["session"],
    mutationFn: setUp,
    onSuccess: async () => {
      // Whether the hub signs us in at once or not, asking tells.
      client.clear();
      const session = await client.fetchQuery(sessionQuery);
      await navigate({ to: session ? "/status" : "/sign-in" });
    },
  });
}

function Accept({ token, invited }: { token: string; invited: InvitedView }) {
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const accept = useAccept();
  const problem = accept.error ? asProblem(accept.error) : undefined;
  const short = password.length > 0 && password.length < shortest;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!short) accept.mutate({ token, email: invited.email || email.trim(), name: name.trim(), password });
      }}
    >
      <Stack gap="sm">
        <Text className="quiet">{t("invited", { account: invited.account, role: wordOf("role", invited.role) })}</Text>
        {problem && <ProblemAlert error={problem} />}
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
          description={invited.email ? t("email_fixed") : undefined}
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          readOnly={invited.email !== ""}
          value={invited.email || email}
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
        <Button type="submit" loading={accept.isPending} mt="xs" fullWidth>
          {t("come_in")}
        </Button>
      </Stack>
    </form>
  );
}
